// Two elastic materials as one: inclusions of one shape, evenly strewn in a matrix.
//
// With the polarisation tensor P of Hill for the shape of the inclusions in the matrix, the estimate of Mori
// and Tanaka is
//   C* = C_m + f [ (C_i - C_m)^-1 + (1 - f) P ]^-1 .
// Two shapes occur. Layers across z, P = 1/c33 for zz, 1/c44 and 1/c55 for the shears across the layers, else
// 0: then C* is exact, and the same whichever of the two is called the matrix. Cylinders along z:
//   P_ijkl = mean over directions xi in the plane of sym( xi_j K^-1_ik xi_l ),  K_ik = xi_j C_ijkl xi_l,
// which holds for matrices of any symmetry, cubic silicon included; in an isotropic or transversely isotropic
// matrix C* is the bound of Hashin and Hill.
//
// C* lies between the bounds of Voigt and Reuss and is positive definite where C_i and C_m are: P is a mean
// of the tensors of layers, and a laminate of layers in laminates with those directions and weights has
// exactly this C* (Francfort and Murat). So nothing need be mended afterwards.
//
// Free strain (Levin, exact for two materials): what a body of the two takes up unloaded is
//   eps* = W eps_i + (1 - W) eps_m,  W = f S* A^T C_i,
// A being the strain of the inclusions per mean strain.
//
// References: R. Hill, "Theory of mechanical properties of fibre-strengthened materials: I. Elastic
// behaviour", J. Mech. Phys. Solids 12 (1964) 199-212; T. Mori, K. Tanaka, Acta Metall. 21 (1973) 571-574; Y.
// Benveniste, "A new approach to the application of Mori-Tanaka's theory in composite materials", Mech.
// Mater. 6 (1987) 147-157; V. M. Levin, Mech. Solids 2 (1967) 58-61; G. Francfort, F. Murat, Arch. Rational
// Mech. Anal. 94 (1986) 307-334; T. Mura, "Micromechanics of Defects in Solids", 2nd ed., Nijhoff (1987),
// section 17.
#pragma once

#include "physics/matrix3.hpp"
#include "physics/orthotropic_stiffness.hpp"

namespace strata {

/// Between strain and stress: the block of normal components and the factors of yz, xz, xy (engineering
/// strain). Serves stiffness [Pa] and polarisation [1/Pa] alike.
struct OrthotropicTensor {
  Matrix3 normal{};
  Vector3 shear{};
};

/// Polarisation tensor of cylinders along z in a matrix [1/Pa].
OrthotropicTensor cylinder_polarisation(const OrthotropicStiffness& matrix);
/// Of layers across z in a matrix [1/Pa].
OrthotropicTensor layer_polarisation(const OrthotropicStiffness& matrix);

struct ElasticComposite {
  OrthotropicStiffness stiffness;
  Matrix3 inclusion_weight{};  ///< W of the free strain
};

/// \param share         of the volume that the inclusions take, 0 to 1
/// \param polarisation  of their shape in `matrix`
ElasticComposite compose(const OrthotropicStiffness& inclusion, const OrthotropicStiffness& matrix,
                         double share, const OrthotropicTensor& polarisation);

}  // namespace strata
