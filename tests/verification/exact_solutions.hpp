// Closed forms and orders that several cases share.
#pragma once

#include <vector>

namespace strata::verification {

/// Root of x tan x = value in (n pi, n pi + pi/2), for value > 0 and n >= 0.
double root_of_x_tan_x(double value, int n);

/// Slope of log(error) over log(spacing) by least squares: the observed order.
double observed_order(const std::vector<double>& spacing, const std::vector<double>& error);

/// What a quantity tends to, from its values at spacings h, h/2 and h/4 (Richardson, observed order).
struct Extrapolation {
  double value = 0.0;
  double order = 0.0;
};
Extrapolation extrapolate(double coarse, double medium, double fine);

/// Rectangle 0 < x < width, 0 < y < height of conductivity k: temperature 1 at y = 0, insulated at x = 0,
/// film coefficients h_side at x = width and h_end at y = height against ambient 0. Separation of variables
/// (as in H. S. Carslaw, J. C. Jaeger, Conduction of Heat in Solids): a series of cos(l x) with l tan(l
/// width) = h/k.
struct CooledRectangle {
  double width = 0.0;         ///< [m]
  double height = 0.0;        ///< [m]
  double conductivity = 0.0;  ///< [W/(m.K)]
  double h_side = 0.0;        ///< [W/(m^2.K)]
  double h_end = 0.0;         ///< [W/(m^2.K)]

  /// For y > 0; on y = 0 the series converges too slowly.
  double temperature(double x, double y) const;
  /// Mean over the cooled side x = width, where h_end is 0.
  double side_mean() const;

 private:
  double coefficient(double root) const;
};

}  // namespace strata::verification
