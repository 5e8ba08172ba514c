#include "engine/project/project_lock.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/paths.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace zscape {

ProjectLock::ProjectLock(const std::filesystem::path& folder) {
    const std::filesystem::path file = folder / kFileName;
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0) throwWriteError(file, errno);
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
    const int error = errno;
    ::close(descriptor_);
    descriptor_ = -1;
    if (error == EWOULDBLOCK) {
        throw Error("project.busy",
                    "The project %1 is open in another Zscape. Close it there first, or wait until it is done.",
                    {displayName(folder)});
    }
    throwWriteError(file, error);
}

ProjectLock::~ProjectLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool ProjectLock::isHeld(const std::filesystem::path& folder) {
    const int descriptor = ::open((folder / kFileName).c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool held = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(descriptor);
    return held;
}

}  // namespace zscape
