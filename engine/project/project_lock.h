#pragma once

#include <filesystem>
#include <utility>

namespace zscape {

/// One program (and one Project object) at a time: flock on the file "lock" in the project's folder. The kernel lets it
/// go when the process ends, however it ends.
class ProjectLock {
public:
    /// \throws Error "project.busy" when somebody else has it, "write.*" when the file cannot be made
    explicit ProjectLock(const std::filesystem::path& folder);
    ~ProjectLock();
    ProjectLock(ProjectLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    ProjectLock& operator=(ProjectLock&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }

    static constexpr const char* kFileName = "lock";

    /// Whether anybody has it now. Writes nothing.
    static bool isHeld(const std::filesystem::path& folder);

private:
    int descriptor_ = -1;
};

}  // namespace zscape
