// A display to draw on. ParaView as Debian builds it draws through X11 alone, and ends the process where
// there is no display; so one is looked for, or started, before anything is drawn.
#pragma once

#include <string>

#include <mpi.h>

namespace strata {

struct Display {
  bool is_there = false;  ///< on every node of the job
  std::string how;        ///< "display :0", "Xvfb :99, started for this run", or why there is none
};

/// The display that DISPLAY names where it answers and can draw with OpenGL, else an Xvfb of this run's own,
/// one per node, which ends with the last of its ranks. Sets DISPLAY on every rank. Collective.
Display open_display(MPI_Comm comm);

}  // namespace strata
