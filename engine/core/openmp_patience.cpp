#include "engine/core/openmp_patience.h"

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace zscape {

void limitOpenMpSpinning(char** argv) {
    if (std::getenv("GOMP_SPINCOUNT") != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr) return;
    ::setenv("GOMP_SPINCOUNT", "20000", 1);
    if (::dlsym(RTLD_DEFAULT, "omp_get_max_threads") == nullptr) return;
    // By its own path: /proc/self/exe would call the process "exe" in every list of processes.
    std::error_code unknown;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", unknown);
    if (!unknown) ::execv(program.c_str(), argv);
}

}  // namespace zscape
