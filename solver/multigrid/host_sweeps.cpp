// Host sweeps: the slab kernels of the processor at hand, one slab after the other.
#include "solver/multigrid/sweep_factories.hpp"

namespace strata {
namespace {

class HostSweeps : public Sweeps {
 public:
  void smooth(const Level& level, int colour) const override {
    for (int j = 0; j < level.data.ny; ++j) kernels_.smooth(level.data, j, colour);
  }
  void smooth_red_from_zero(const Level& level) const override {
    for (int j = 0; j < level.data.ny; ++j) kernels_.smooth_red_from_zero(level.data, j);
  }
  void restrict_residual(const Level& level, const Transfer& transfer, const Level& coarse) const override {
    for (int j = 0; j < level.data.ny; ++j) {
      kernels_.restrict_residual(level.data, transfer.data, coarse.data, j);
    }
  }
  void prolong(const Level& level, const Transfer& transfer, const Level& coarse) const override {
    for (int j = 0; j < level.data.ny; ++j) kernels_.prolong(level.data, transfer.data, coarse.data, j);
  }

 private:
  const HostKernels& kernels_ = host_kernels();
};

template <class Real>
class HostFineSweeps : public FineSweeps<Real> {
 public:
  double load(const Level& level, const FineData<Real>& fine) const override {
    double sum = 0.0;
    for (int j = 0; j < level.data.ny; ++j) sum += kernels_.template fine<Real>().load(level.data, fine, j);
    return sum;
  }
  void update_direction(const Level& level, const FineData<Real>& fine, double beta) const override {
    for (int j = -1; j <= level.data.ny; ++j) {
      kernels_.update_direction(level.data, fine.p, static_cast<float>(beta), j);
    }
  }
  double step(const Level& level, const FineData<Real>& fine, double alpha) const override {
    double sum = 0.0;
    for (int j = 0; j < level.data.ny; ++j) {
      sum += kernels_.template fine<Real>().step(level.data, fine, alpha, j);
    }
    return sum;
  }
  SlabDots dots(const Level& level, const FineData<Real>& fine) const override {
    SlabDots sum;
    for (int j = 0; j < level.data.ny; ++j) {
      const SlabDots slab = kernels_.template fine<Real>().dots(level.data, fine, j);
      sum.rz += slab.rz;
      sum.zAz += slab.zAz;
    }
    return sum;
  }

 private:
  const HostKernels& kernels_ = host_kernels();
};

}  // namespace

std::unique_ptr<Sweeps> make_host_sweeps() {
  return std::make_unique<HostSweeps>();
}

template <class Real>
std::unique_ptr<FineSweeps<Real>> make_host_fine_sweeps() {
  return std::make_unique<HostFineSweeps<Real>>();
}
template std::unique_ptr<FineSweeps<double>> make_host_fine_sweeps<double>();
template std::unique_ptr<FineSweeps<float>> make_host_fine_sweeps<float>();

}  // namespace strata
