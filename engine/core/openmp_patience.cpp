#include "engine/core/openmp_patience.h"

#include <cstdlib>
#include <unistd.h>

namespace zscape {

void limitOpenMpSpinning(char** argv) {
    if (std::getenv("GOMP_SPINCOUNT") != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr) return;
    ::setenv("GOMP_SPINCOUNT", "4000", 1);
    ::execv("/proc/self/exe", argv);
}

}  // namespace zscape
