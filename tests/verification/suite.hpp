// The verification suite: cases with an exact or published answer, each giving one record per quantity. It is
// part of the program (`strata verify`), so that an installation can be proved anywhere. docs/verification.md
// says why each bound is what it is.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <mpi.h>

namespace strata::verification {

/// One quantity of one case.
struct Record {
  std::string case_id;
  std::string title;  ///< of the case
  std::string quantity;
  std::string unit;  ///< of computed, reference, error and bound; "1" for pure numbers
  double computed = 0.0;
  double reference = 0.0;
  double error = 0.0;  ///< computed - reference
  double bound = 0.0;  ///< largest |error| that passes
  bool passed = false;
  std::string source;  ///< where the reference comes from
};

/// A case solves its models through the public path (deck or Model -> grid -> partition -> solve) on the
/// given communicator and returns the same records on every rank.
struct Case {
  std::string id;
  std::string title;
  std::string source;
  std::function<std::vector<Record>(MPI_Comm)> run;
};

/// computed against reference; passes when |computed - reference| <= bound, never for NaN. The case fills in
/// the rest.
Record compare(std::string quantity, std::string unit, double computed, double reference, double bound);
/// A deviation that should vanish: reference 0.
Record vanishing(std::string quantity, std::string unit, double deviation, double bound);

/// All cases of heat conduction, steady ones first, in the order they are shown.
std::vector<Case> heat_cases();
/// All cases of stress and warpage.
std::vector<Case> stress_cases();
/// Both, heat first.
std::vector<Case> all_cases();

/// Runs the cases one after the other. A case that ends with an Error gives one failed record that carries
/// its message. Collective over `comm`. \param on_case  called before each case, on every rank; may be empty
std::vector<Record> run_cases(const std::vector<Case>& cases, MPI_Comm comm,
                              const std::function<void(const Case&)>& on_case = {});

bool all_passed(const std::vector<Record>& records);

// The families, one file each.
std::vector<Case> manufactured_cases();       ///< manufactured.cpp: T1
std::vector<Case> wall_cases();               ///< walls.cpp: T2, conductivity jumps
std::vector<Case> fin_cases();                ///< fins.cpp: T3, NAFEMS-T4
std::vector<Case> kirchhoff_cases();          ///< kirchhoff.cpp: T8
std::vector<Case> anisotropic_cases();        ///< anisotropic.cpp: T13
std::vector<Case> boundary_cases();           ///< boundaries.cpp
std::vector<Case> source_cases();             ///< sources.cpp
std::vector<Case> void_cases();               ///< void_rule.cpp
std::vector<Case> peer_cases();               ///< peer_3d_ice.cpp: V1, V2
std::vector<Case> random_package_cases();     ///< random_packages.cpp
std::vector<Case> nonlinear_surface_cases();  ///< nonlinear_surfaces.cpp: NAFEMS-T2, films, radiation
std::vector<Case> leakage_cases();            ///< leakage.cpp: T14
std::vector<Case> coolant_cases();            ///< coolant.cpp: T10

std::vector<Case> transient_order_cases();        ///< transient_orders.cpp: T1 in time, error control
std::vector<Case> transient_closed_form_cases();  ///< transient_closed_forms.cpp: T4, T5, T6, T11

std::vector<Case> stress_patch_cases();         ///< stress_patch.cpp: S1, S2
std::vector<Case> stress_bending_cases();       ///< stress_bending.cpp: S3, locking table, S14
std::vector<Case> stress_laminate_cases();      ///< stress_laminates.cpp: S4, S6, S10
std::vector<Case> stress_tsv_cases();           ///< stress_tsv.cpp: S9
std::vector<Case> effective_array_cases();      ///< effective_arrays.cpp
std::vector<Case> stress_manufactured_cases();  ///< stress_manufactured.cpp: S11
std::vector<Case> stress_balance_cases();       ///< stress_balance.cpp: S19
std::vector<Case> stack_8h_cases();             ///< stack_8h.cpp: S20

}  // namespace strata::verification
