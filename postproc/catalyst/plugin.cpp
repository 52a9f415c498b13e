// The back end of in-situ visualisation for ParaView Catalyst by its legacy interface (vtkCPProcessor), the
// one that Debian 12's ParaView 5.11 has. Fields are handed over without a copy. Every script runs inside
// driver.py, which catches what goes wrong in it. Reference: ParaView Catalyst User's Guide 2.0, Kitware.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dlfcn.h>
#include <vtkAOSDataArrayTemplate.h>
#include <vtkCPDataDescription.h>
#include <vtkCPInputDataDescription.h>
#include <vtkCPProcessor.h>
#include <vtkCPPythonPipeline.h>
#include <vtkCellData.h>
#include <vtkDataSetAttributes.h>
#include <vtkDoubleArray.h>
#include <vtkFieldData.h>
#include <vtkLogger.h>
#include <vtkMPI.h>
#include <vtkNew.h>
#include <vtkObjectFactory.h>
#include <vtkOutputWindow.h>
#include <vtkPointData.h>
#include <vtkPython.h>
#include <vtkPythonInterpreter.h>
#include <vtkPythonUtil.h>
#include <vtkRectilinearGrid.h>
#include <vtkSmartPointer.h>
#include <vtkSmartPyObject.h>
#include <vtkStringArray.h>

#include "postproc/in_situ/back_end.hpp"

namespace strata {
namespace {

/// Keeps what ParaView, and the driver of the scripts, report as errors; lets pass what scripts print.
class ErrorKeeper : public vtkOutputWindow {
 public:
  static ErrorKeeper* New();
  vtkTypeMacro(ErrorKeeper, vtkOutputWindow);

  std::vector<std::string> take() { return std::exchange(errors_, {}); }

  void let_pass_prints() { prints_ = true; }

  void DisplayText(const char* text) override {
    if (prints_) std::fputs(text, stderr);
  }
  void DisplayErrorText(const char* text) override {
    // What Python writes to its stderr comes this way too, in pieces.
    const std::string_view all(text);
    if (all.starts_with(kOwn)) {
      errors_.emplace_back(all.substr(kOwn.size()));
    } else if (!all.starts_with("ERROR")) {
      DisplayText(text);
    } else if (is_about_live_link(all)) {
      if (!std::exchange(has_told_of_link_, true))
        DisplayText("ParaView, which watched this run live, has gone; the run goes on\n");
    } else {
      errors_.emplace_back(all);
    }
  }
  void DisplayWarningText(const char*) override {}
  void DisplayGenericWarningText(const char*) override {}
  void DisplayDebugText(const char*) override {}

 protected:
  ErrorKeeper() = default;

 private:
  /// A client may go whenever it likes: that is no failure of the run.
  static bool is_about_live_link(std::string_view text) {
    const auto classes = {"vtkSocket", "vtkClientSocket", "vtkTCPNetworkAccessManager", "vtkLiveInsituLink"};
    return std::any_of(classes.begin(), classes.end(),
                       [text](const char* name) { return text.find(name) != std::string_view::npos; });
  }

  static constexpr std::string_view kOwn = "strata: ";  ///< marks what driver.py reports
  std::vector<std::string> errors_;
  bool prints_ = false;
  bool has_told_of_link_ = false;
};

vtkStandardNewMacro(ErrorKeeper);

/// Python's own extension modules expect the interpreter's symbols to be visible to all.
void publish_python() {
  Dl_info where{};
  const bool is_found = dladdr(reinterpret_cast<void*>(&Py_IsInitialized), &where) != 0;
  if (!is_found || dlopen(where.dli_fname, RTLD_NOW | RTLD_GLOBAL | RTLD_NOLOAD) == nullptr)
    throw std::runtime_error("the Python library that ParaView uses was not found in memory");
}

template <class T>
vtkSmartPointer<vtkDataArray> borrow(const void* values, std::size_t n_tuples, int n_components) {
  auto array = vtkSmartPointer<vtkAOSDataArrayTemplate<T>>::New();
  array->SetNumberOfComponents(n_components);
  constexpr int keep = 1;  // VTK does not free it
  // VTK knows no arrays of constants; filters do not write into their input.
  auto* start = const_cast<T*>(static_cast<const T*>(values));
  array->SetArray(start, static_cast<vtkIdType>(n_tuples) * n_components, keep);
  return array;
}

vtkSmartPointer<vtkDataArray> borrow(const InSituField& field) {
  switch (field.number) {
    case InSituNumber::uint8:
      return borrow<unsigned char>(field.values, field.n_tuples, field.n_components);
    case InSituNumber::uint16:
      return borrow<unsigned short>(field.values, field.n_tuples, field.n_components);
    case InSituNumber::float32:
      return borrow<float>(field.values, field.n_tuples, field.n_components);
    case InSituNumber::float64:
      return borrow<double>(field.values, field.n_tuples, field.n_components);
  }
  return nullptr;
}

vtkSmartPointer<vtkRectilinearGrid> borrow_grid(const InSituBlock& block) {
  auto grid = vtkSmartPointer<vtkRectilinearGrid>::New();
  std::array<int, 6> extent = block.extent;
  grid->SetExtent(extent.data());
  const auto line = [&](int axis) {
    const auto a = static_cast<std::size_t>(axis);
    return borrow<double>(block.lines[a], static_cast<std::size_t>(block.n_points(axis)), 1);
  };
  grid->SetXCoordinates(line(0));
  grid->SetYCoordinates(line(1));
  grid->SetZCoordinates(line(2));
  for (const InSituField& field : block.fields) {
    const vtkSmartPointer<vtkDataArray> array = borrow(field);
    array->SetName(field.name.c_str());
    if (field.is_on_points) {
      grid->GetPointData()->AddArray(array);
    } else {
      grid->GetCellData()->AddArray(array);
    }
  }
  const vtkSmartPointer<vtkDataArray> flags = borrow<unsigned char>(block.ghost_flags, block.n_cells(), 1);
  flags->SetName(vtkDataSetAttributes::GhostArrayName());
  grid->GetCellData()->AddArray(flags);
  grid->GetCellData()->SetActiveScalars("temperature");
  return grid;
}

void add_text(vtkFieldData* data, const char* name, const std::string& text) {
  vtkNew<vtkStringArray> array;
  array->SetName(name);
  array->InsertNextValue(text);
  data->AddArray(array);
}

void add_numbers(vtkFieldData* data, const std::string& name, const double* numbers, std::size_t n) {
  vtkNew<vtkDoubleArray> array;
  array->SetName(name.c_str());
  for (std::size_t i = 0; i < n; ++i) array->InsertNextValue(numbers[i]);
  data->AddArray(array);
}

/// What Python says against the script as it stands; empty where it can be read. Errors that show when it
/// runs are found by driver.py.
std::string syntax_error(const std::string& script) {
  vtkPythonInterpreter::Initialize();
  const vtkPythonScopeGilEnsurer lock;
  std::ifstream file(script);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const vtkSmartPyObject code(Py_CompileString(text.c_str(), script.c_str(), Py_file_input));
  if (code) return {};
  PyObject *type = nullptr, *value = nullptr, *trace = nullptr;
  PyErr_Fetch(&type, &value, &trace);
  PyErr_NormalizeException(&type, &value, &trace);
  const vtkSmartPyObject owners[]{vtkSmartPyObject(type), vtkSmartPyObject(value), vtkSmartPyObject(trace)};
  const vtkSmartPyObject words(PyObject_Str(value));
  return words ? PyUnicode_AsUTF8(words) : "it is no Python";
}

class CatalystBackEnd : public InSituBackEnd {
 public:
  CatalystBackEnd(MPI_Comm comm, InSituSettings settings) : settings_(std::move(settings)), comm_(comm) {
    publish_python();
    // Errors come by ErrorKeeper; ParaView's remarks are no business of who runs a deck.
    if (std::getenv("PARAVIEW_LOG_CATALYST_VERBOSITY") == nullptr)
      vtkLogger::SetStderrVerbosity(vtkLogger::VERBOSITY_ERROR);
    // Signals tell a run to stop with a checkpoint.
    vtkLogger::EnableUnsafeSignalHandler = false;
    vtkMPICommunicatorOpaqueComm opaque(&comm_);
    if (processor_->Initialize(opaque) == 0) throw std::runtime_error("ParaView Catalyst did not start");
    // After ParaView has set its own.
    vtkOutputWindow::SetInstance(errors_);
    int rank = 0;
    MPI_Comm_rank(comm, &rank);
    if (rank == 0) errors_->let_pass_prints();
    const std::string driver = settings_.support + "/driver.py";
    pipeline_ = vtkCPPythonPipeline::CreateAndInitializePipeline(driver.c_str(), 2);
    if (pipeline_ == nullptr || processor_->AddPipeline(pipeline_) == 0)
      throw std::runtime_error("ParaView Catalyst cannot run " + driver + ": " + joined(errors_->take()));
    const std::string mistake = syntax_error(settings_.script);
    if (!mistake.empty()) throw std::runtime_error(settings_.script + ": " + mistake);
  }

  ~CatalystBackEnd() override {
    processor_->Finalize();
    vtkOutputWindow::SetInstance(nullptr);
  }

  std::vector<std::string> look(const InSituBlock& block, const InSituMoment& moment) override {
    vtkNew<vtkCPDataDescription> description;
    for (const char* channel : kChannels) description->AddInput(channel);
    description->SetTimeData(moment.time, moment.step);
    const vtkSmartPointer<vtkFieldData> told = facts(block);
    description->SetUserData(told);
    // When to look is the deck's business, not that of triggers in scripts.
    if (moment.is_last) description->ForceOutputOn();
    if (processor_->RequestDataDescription(description) != 0) {
      const vtkSmartPointer<vtkRectilinearGrid> grid = borrow_grid(block);
      std::array<int, 6> whole = block.whole_extent;
      for (const char* channel : kChannels) {
        vtkCPInputDataDescription* input = description->GetInputDescriptionByName(channel);
        input->SetGrid(grid);
        input->SetWholeExtent(whole.data());
      }
      co_process(description);
    }
    // The script is read at the first look, and ParaView says nothing where that fails.
    if (!is_read_ && told->GetAbstractArray("is_read") == nullptr)
      errors_->DisplayErrorText("strata: ParaView could not run the driver of the script");
    is_read_ = true;
    if (vtkAbstractArray* wanted = told->GetAbstractArray("fields"))
      wanted_fields_ = texts_of(vtkStringArray::SafeDownCast(wanted));
    return errors_->take();
  }

  std::vector<std::string> wanted_fields() const override { return wanted_fields_; }

 private:
  /// One grid by two names: that of this interface, and the one by which scripts know it that ParaView
  /// exports after results.pvd was opened.
  static constexpr std::array<const char*, 2> kChannels{"input", "results.pvd"};

  /// What ParaView throws is no reason to lose the run.
  void co_process(vtkCPDataDescription* description) {
    try {
      processor_->CoProcess(description);
    } catch (const std::exception& failure) {
      errors_->DisplayErrorText((std::string("strata: ParaView failed: ") + failure.what()).c_str());
    }
  }

  static std::vector<std::string> texts_of(vtkStringArray* array) {
    std::vector<std::string> texts;
    if (array == nullptr) return texts;
    texts.reserve(static_cast<std::size_t>(array->GetNumberOfValues()));
    for (vtkIdType n = 0; n < array->GetNumberOfValues(); ++n) texts.push_back(array->GetValue(n));
    return texts;
  }

  static std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += text;
    return all;
  }

  vtkSmartPointer<vtkFieldData> facts(const InSituBlock& block) const {
    auto data = vtkSmartPointer<vtkFieldData>::New();
    add_text(data, "script", settings_.script);
    add_text(data, "folder", settings_.folder);
    add_text(data, "live", settings_.live);
    add_text(data, "can_render", settings_.can_render ? "yes" : "no");
    add_text(data, "case", settings_.case_json);
    for (const InSituField& field : block.fields)
      add_numbers(data, "range:" + field.name, field.range.data(), 2);
    add_numbers(data, "hottest_place", block.hottest_place.data(), 3);
    for (const int axis : {0, 1, 2}) {
      const auto n = static_cast<std::size_t>(block.n_whole_points(axis));
      add_numbers(data, "lines:" + std::to_string(axis), block.whole_lines[static_cast<std::size_t>(axis)],
                  n);
    }
    return data;
  }

  InSituSettings settings_;
  MPI_Comm comm_;
  vtkNew<ErrorKeeper> errors_;
  vtkNew<vtkCPProcessor> processor_;
  vtkSmartPointer<vtkCPPythonPipeline> pipeline_;
  std::vector<std::string> wanted_fields_;
  bool is_read_ = false;
};

}  // namespace
}  // namespace strata

extern "C" {

__attribute__((visibility("default"))) int strata_in_situ_interface() {
  return strata::kInSituInterface;
}

__attribute__((visibility("default"))) strata::InSituBackEnd* strata_in_situ_create(
    MPI_Comm comm, const strata::InSituSettings& settings) {
  return new strata::CatalystBackEnd(comm, settings);
}

}  // extern "C"
