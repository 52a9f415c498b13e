// The Model: a checked deck as plain structs, all numbers SI and kelvin. It is the only thing the other rooms
// see of a deck. Geometry is a list of axis-aligned boxes in paint order: where boxes overlap, the later one
// is there. Frame: right-handed, z up, origin at the lower left bottom corner of the assembly.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "inputs/deck/diagnostics.hpp"

namespace strata {

enum class Axis : std::uint8_t { x = 0, y = 1, z = 2 };
enum class Face : std::uint8_t { x_min = 0, x_max = 1, y_min = 2, y_max = 3, bottom = 4, top = 5 };

/// Index into Model::materials; 0 is void: no matter, no unknowns.
enum class MaterialId : std::uint16_t {};
inline constexpr MaterialId kVoid{0};

struct Box {
  std::array<double, 3> lower{};  ///< [m]
  std::array<double, 3> upper{};  ///< [m]
};

struct Rectangle {
  std::array<double, 2> lower{};  ///< [m]
  std::array<double, 2> upper{};  ///< [m]
};

/// One patch of a raster; what `value` means (W, W/(m^2.K), K, m^2.K/W) is said where the raster is used.
struct Tile {
  Rectangle area;
  double value = 0.0;
};
using Raster = std::vector<Tile>;

// ----------------------------------------------------------------------------------------------------
// materials

struct ConstantLaw {
  double value = 0.0;
};
/// value * (T / reference_temperature)^exponent, T clamped to [temperature_min, temperature_max] [K]
struct PowerLaw {
  double value = 0.0;
  double reference_temperature = 300.0;
  double exponent = 0.0;
  double temperature_min = 0.0;
  double temperature_max = 1e9;
};
/// Piecewise linear through (temperature [K], value), clamped outside.
struct TableLaw {
  std::vector<double> temperature;
  std::vector<double> value;
};
using PropertyLaw = std::variant<ConstantLaw, PowerLaw, TableLaw>;

/// Engineering constants, in the order x, y, z of axes and xy, xz, yz of planes.
struct IsotropicElasticity {
  PropertyLaw youngs_modulus;  ///< [Pa]
  PropertyLaw poisson_ratio;
};
struct OrthotropicElasticity {
  std::array<PropertyLaw, 3> youngs_modulus;  ///< E_x, E_y, E_z [Pa]
  std::array<PropertyLaw, 3>
      poisson_ratio;  ///< nu_xy, nu_xz, nu_yz: nu_xy is -strain_y / strain_x, pulled along x
  std::array<PropertyLaw, 3> shear_modulus;  ///< G_xy, G_xz, G_yz [Pa]
};
/// What lies along x (and y) of a wafer whose face is (001).
enum class CrystalDirection : std::uint8_t { along_100, along_110 };
struct CubicElasticity {
  PropertyLaw c11, c12, c44;  ///< in the axes of the crystal [Pa]
  CrystalDirection x_axis = CrystalDirection::along_110;
};
using Elasticity = std::variant<IsotropicElasticity, OrthotropicElasticity, CubicElasticity>;

/// What a bulk material is as an elastic body.
struct Mechanics {
  Elasticity elasticity;
  std::array<PropertyLaw, 3> expansion;  ///< d(thermal strain)/dT along x, y, z [1/K]: no secant
};

struct BulkMaterial {
  std::array<PropertyLaw, 3> conductivity;  ///< along x, y, z [W/(m.K)]
  PropertyLaw density;                      ///< [kg/m^3]
  PropertyLaw heat_capacity;                ///< [J/(kg.K)]
  std::optional<Mechanics> mechanics{};     ///< where the card has them; stress decks need them
};

enum class Lattice : std::uint8_t { square, hexagonal };

/// Vertical cylinders (bumps, TSVs, pillars) of one material in another, smeared into an effective medium by
/// physics/effective_medium.hpp. The constituents are indices into Model::materials of bulk materials.
struct ArrayMedium {
  MaterialId fill{};                ///< of the cylinders
  MaterialId matrix{};              ///< around them
  std::optional<MaterialId> liner;  ///< shell between the two, inside `diameter`
  double liner_thickness = 0.0;     ///< [m]
  double diameter = 0.0;            ///< outer, liner included [m]
  std::array<double, 2> pitch{};    ///< along x and y [m]
  Lattice lattice = Lattice::square;
};

/// A wiring layer as an effective medium: metal lines in a dielectric, joined by vias through it; one density
/// of a density map. physics/metal_medium.hpp says how it conducts.
struct MetalMedium {
  MaterialId metal{};
  MaterialId dielectric{};
  double density = 0.0;      ///< share of the area, and of the volume, that lines and planes fill
  double via_density = 0.0;  ///< share of the area between the lines that vias fill
};

struct Material {
  std::string name;
  std::string source;  ///< where the values come from, or "deck"
  std::variant<BulkMaterial, ArrayMedium, MetalMedium> definition;
  std::optional<double> stress_free_temperature{};  ///< [K]; goes before that of the analysis
};

// -----------------------------------------------------------------------------------------------------
// geometry

using BodyIndex = std::int32_t;  ///< index into Geometry::bodies
inline constexpr BodyIndex kNoBody = -1;

enum class BodyKind : std::uint8_t { layer, block, fill, around };

/// One box of one material.
struct Body {
  std::string name;  ///< unique: "hbm0.dram[3]", "hbm0.dram[3].tsv_field", "substrate"
  BodyKind kind = BodyKind::layer;
  std::int32_t placement = -1;  ///< index into Geometry::placements; -1: a layer of the assembly itself
  BodyIndex parent = kNoBody;   ///< of a block: the layer it lies in
  MaterialId material = kVoid;
  Box box;
  std::optional<Face> active;     ///< Face::bottom or Face::top where the body carries devices (after a flip)
  std::int32_t density_map = -1;  ///< index into Geometry::density_maps; -1: `material` throughout
  std::optional<double>
      stress_free_temperature;  ///< of the layer or part [K]; goes before that of the material
};

/// The material of a body as a function of the place: a cell takes the area-weighted mean of the density over
/// its face and then the class nearest to it, material first_class + n.
struct DensityMap {
  MaterialId material{};     ///< the named one, at the mean density of the file
  MaterialId first_class{};  ///< of n_classes materials in a row
  int n_classes = 1;
  double lowest = 0.0;   ///< density of the first class
  double highest = 0.0;  ///< density of the last class; the others lie evenly between
  Raster raster;         ///< density, in the assembly's x and y; covers the body without a hole
};

/// A part placed in a tier: "hbm0" of part "hbm".
struct Placement {
  std::string name;
  std::string part;
  Box box;
  int rotate = 0;     ///< 0, 90, 180, 270 degrees, counter-clockwise seen from above
  bool flip = false;  ///< turned over (180 degrees about y) before the rotation
};

struct Geometry {
  Box domain;  ///< lower is the origin
  std::vector<Placement> placements;
  std::vector<Body> bodies;  ///< in paint order
  std::vector<DensityMap> density_maps;
  std::vector<Face> symmetry;  ///< lateral faces that are symmetry planes
};

/// What a pattern such as "hbm*.dram[*]" or "gpu.top" named: bodies (blocks of a named layer included), and
/// the face where one was named.
struct Selection {
  std::string pattern;
  Position position;
  std::vector<BodyIndex> bodies;
  std::optional<Face> face;
};

/// Extra thermal resistance on the faces where a cell of `a` meets a cell of `b`.
struct Contact {
  Selection a;
  Selection b;
  double resistance = 0.0;  ///< [m^2.K/W], outside the raster where one is given
  Raster resistance_map;    ///< in the assembly's x and y [m^2.K/W]; empty: uniform
};

// ------------------------------------------------------------------------------------------------ loads and
// ends

/// A factor against time. Before the first point it is the first value, after the last one the last value,
/// unless it repeats. inputs/schedules.hpp evaluates it.
struct Schedule {
  enum class Between : std::uint8_t {
    steps,  ///< a value holds from its time until the next
    linear  ///< straight from point to point
  };
  std::string name;
  Position position;
  Between between = Between::steps;
  std::vector<double> time;   ///< [s] not descending, from 0 on; with `linear` two equal times are a jump
  std::vector<double> value;  ///< as many, not negative
  double period = 0.0;        ///< [s] 0: it does not repeat; else no time lies beyond it
};

/// Power that follows the temperature of the place where it is released: P(T) = power * factor(T), with
/// factor = exp(coefficient (T - reference_temperature)), or the table where it has points.
struct Leakage {
  double reference_temperature = 0.0;  ///< [K] where the power is the one given
  double coefficient = 0.0;            ///< [1/K]
  TableLaw factor;                     ///< (temperature [K], factor); empty: the exponential
};

/// Heat released in one body or on its active face.
struct HeatSource {
  std::string target;  ///< "hbm0.dram[3].active": the match, fully named
  Position position;
  BodyIndex body = kNoBody;
  bool is_sheet = false;  ///< on the plane region.lower[2] == region.upper[2], on the body's side of it
  Box region;
  double power = 0.0;  ///< [W]
  Raster map;          ///< watts per tile in the assembly's x and y, summing to `power`; empty: uniform
  std::int32_t schedule = -1;  ///< index into Model::schedules, which multiplies power and map; -1: constant
  std::optional<Leakage> leakage{};  ///< empty: the power does not follow the temperature
};

struct Convection {
  double film_coefficient = 0.0;  ///< [W/(m^2.K)], outside the raster where one is given
  double ambient = 0.0;           ///< [K], likewise
  Raster film_coefficient_map;    ///< in the face's two coordinates, in the order x, y, z
  Raster ambient_map;
  /// Film coefficient [W/(m^2.K)] against the temperature of the surface [K]; empty: it does not follow it.
  /// Goes before film_coefficient, and excludes its map.
  TableLaw film_coefficient_law{};
  double emissivity = 0.0;  ///< the surface also radiates to `ambient`; 0: it does not
};
/// q = emissivity sigma (T_surface^4 - ambient^4)
struct Radiation {
  double emissivity = 1.0;
  double ambient = 0.0;  ///< [K]
};
/// A coolant that flows along a face in straight parallel lanes and warms on its way:
///   q = h (T_surface - T_coolant), heat_capacity_rate dT_coolant = q dA along a lane.
/// Lanes do not mix; each carries the share of the flow that it has of the width.
struct ColdPlate {
  double film_coefficient = 0.0;  ///< [W/(m^2.K)], outside the raster where one is given
  Raster film_coefficient_map;
  double inlet_temperature = 0.0;   ///< [K]
  double heat_capacity_rate = 0.0;  ///< density * volume flow * heat capacity of the whole plate [W/K]
  Axis axis = Axis::x;              ///< of the flow, one of the face's two
  bool is_reversed = false;         ///< towards lower coordinates
};
struct HeatFlux {
  double flux = 0.0;  ///< into the body [W/m^2]
};
struct FixedTemperature {
  double temperature = 0.0;  ///< [K]
};
struct Adiabatic {};
using ThermalCondition =
    std::variant<Adiabatic, Convection, HeatFlux, FixedTemperature, Radiation, ColdPlate>;

/// A thermal condition on an outer face, on a rectangle of one, or on all solid-void faces inside
/// ("exposed"). Later boundaries replace earlier ones where they overlap.
struct Boundary {
  std::string name;  ///< "top", "top.inlet", "exposed"
  Position position;
  std::optional<Face> face;        ///< empty: exposed faces
  std::optional<Rectangle> patch;  ///< in the face's two coordinates, in the order x, y, z
  ThermalCondition condition;
};

/// Displacements given on an outer face or a rectangle of one; later supports replace earlier ones where they
/// overlap. Symmetry planes (Geometry::symmetry) hold the displacement across them at 0 besides.
struct Support {
  std::string name;  ///< "bottom", "bottom.screw"
  Position position;
  Face face = Face::bottom;
  std::optional<Rectangle> patch;                     ///< in the face's two coordinates, in the order x, y, z
  std::array<std::optional<double>, 3> displacement;  ///< along x, y, z [m]; empty: free
};

/// Pressure on an outer face or a rectangle of one; pressures that overlap add up.
struct Pressure {
  std::string name;
  Position position;
  Face face = Face::top;
  std::optional<Rectangle> patch;
  double pressure = 0.0;  ///< pushes against the face where positive [Pa]
};

/// How warpage is measured (JESD22-B112): from which plane.
enum class ReferencePlane : std::uint8_t { least_squares, corners };

/// A surface whose warpage is reported: the lower or upper face of a body, or of the whole assembly.
struct WarpageSurface {
  std::string name;  ///< "bottom", "top", "substrate.bottom"
  Position position;
  BodyIndex body = kNoBody;  ///< kNoBody: the assembly
  Face face = Face::bottom;  ///< Face::bottom or Face::top
  ReferencePlane reference = ReferencePlane::least_squares;
};

/// Linear thermo-elasticity. Each temperature is one load case, in the order of the list.
struct StressAnalysis {
  double stress_free_temperature = 0.0;  ///< [K], where neither body nor material has one of its own
  bool under_solved_heat = false;        ///< one more load case, before the others: the solved temperatures
  std::vector<double> temperatures;      ///< uniform temperatures [K], for example a reflow profile
  double edge_distance = 0.0;  ///< distance from edges from which singular stresses are reported [m]
  std::vector<WarpageSurface> warpage;
  std::vector<Support> supports;
  std::vector<Pressure> pressures;
};

struct Limit {
  Selection target;
  double temperature = 0.0;  ///< [K]
};

// -----------------------------------------------------------------------------------------------------
// settings

/// Finer cells inside a box.
struct MeshRegion {
  std::string name;
  Box box;
  std::optional<double> lateral;        ///< largest lateral spacing [m]
  std::optional<double> max_thickness;  ///< largest vertical spacing [m]
};

struct MeshControls {
  double lateral = 0.0;  ///< largest spacing along x, and along y too unless `lateral_y` says otherwise [m]
  std::optional<double> lateral_y;  ///< largest spacing along y [m]
  double max_thickness = 0.0;       ///< largest vertical spacing [m]
  int min_cells_per_layer = 1;
  double growth = 0.0;  ///< largest ratio of neighbouring lateral spacings where lines are free; 0: no limit
  double tolerance = 1e-6;  ///< lateral lines closer than this merge [m]
  std::vector<MeshRegion> regions;
};

struct SolverSettings {
  double relative_tolerance = 1e-8;  ///< ||r|| <= tolerance * ||b|| for the rise
  int max_iterations = 500;          ///< linear iterations per solve
  int max_corrections = 30;          ///< outer corrections for properties that depend on temperature
  bool small_memory = false;         ///< corrections in single precision even where one solve would do
};

/// Where a transient starts.
struct InitialState {
  enum class Kind : std::uint8_t {
    ambient,            ///< one temperature: the mean of the surroundings
    temperature,        ///< one temperature, given
    steady,             ///< the steady state under the powers of time 0
    steady_at_average,  ///< the steady state under the time averages of the powers
    file                ///< the last temperatures in a results.h5 of the same grid
  };
  Kind kind = Kind::ambient;
  double temperature = 0.0;  ///< [K]
  std::string file;          ///< absolute path
  Position position;
};

enum class TimeMethod : std::uint8_t { tr_bdf2, backward_euler };

/// Repeat the period of the traces, before time 0, until two cycles in a row look alike.
struct UntilCyclic {
  double tolerance = 0.0;  ///< largest change of any cell between the ends of two cycles [K]
  int max_cycles = 0;
};

/// How a deck goes through time.
struct Transient {
  double end = 0.0;  ///< [s]
  InitialState initial;
  TimeMethod method = TimeMethod::tr_bdf2;
  double tolerance = 0.0;               ///< error of one step [K]
  std::optional<double> fixed_step;     ///< [s] no error control; steps still land on breakpoints
  std::optional<double> first_step;     ///< [s]
  std::optional<double> smallest_step;  ///< [s] below it the run fails rather than go on
  std::optional<double> largest_step;   ///< [s]
  std::optional<UntilCyclic> cyclic;
  double period = 0.0;             ///< [s] common period of all schedules that repeat; 0: there is none
  std::vector<double> save_times;  ///< fields are kept at these times [s], ascending; the end always
};

/// A place whose temperature is recorded at every step.
struct Probe {
  enum class Kind : std::uint8_t { point, maximum, mean };
  std::string name;
  Position position;
  Kind kind = Kind::point;
  std::array<double, 3> at{};       ///< of a point: the cell that holds it [m]
  std::optional<Selection> target;  ///< of maximum and mean (by volume, or by area of an active face)
};

/// When a long run leaves a state behind that it can go on from.
struct CheckpointSettings {
  double interval = 600.0;  ///< [s] of wall time; 0: only when the run is told to stop
  int keep = 3;             ///< newest ones that stay
};

struct OutputSettings {
  bool pictures = true;
  bool paraview = true;
  bool superposition = false;  ///< resistances between dies and weights of the surroundings
};

struct Model {
  std::string title;
  std::vector<Material> materials;  ///< [0] is void
  Geometry geometry;
  std::vector<Contact> contacts;
  std::vector<HeatSource> sources;
  std::vector<Boundary> boundaries;
  std::vector<Limit> limits;
  bool solves_heat = true;             ///< false: a deck for stress alone
  std::vector<Schedule> schedules;     ///< of sources in time; none in a steady model
  std::optional<Transient> transient;  ///< empty: heat is steady
  std::vector<Probe> probes;
  CheckpointSettings checkpoint;
  std::optional<StressAnalysis> stress;  ///< where the deck asks for it
  MeshControls mesh;
  SolverSettings solver;
  OutputSettings output;
  std::vector<Diagnostic> warnings;  ///< what the deck reader wants to be seen
  SourceFiles sources_text;          ///< deck text, so that later rooms can point at a position
  std::string resolved_deck;         ///< the deck with every default spelled out, SI
};

/// Reads, checks and builds a Model. Throws DeckError holding every mistake found.
/// \param overrides  `--set` arguments, "path.to[2].key=value"
Model load_model(const std::string& path, const std::vector<std::string>& overrides = {});

/// The same from text; relative paths start at `directory`.
Model load_model_text(const std::string& text, const std::string& name, const std::string& directory = ".",
                      const std::vector<std::string>& overrides = {});

}  // namespace strata
