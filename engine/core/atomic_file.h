#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

namespace zscape {

/// A file that is there whole or not at all: written under a temporary name in the target's folder, synced, renamed.
/// Destroyed before commit(), it removes the temporary file and leaves an old target untouched.
class AtomicFile {
public:
    /// Creates the temporary file. \throws Error "write.folder", "write.permission", "write.full", "write.failed"
    explicit AtomicFile(const std::filesystem::path& target);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    /// Absolute, with the target's extension, for libraries that open by name.
    const std::filesystem::path& temporary() const { return temporary_; }

    void write(std::span<const uint8_t> bytes);
    void write(std::string_view text);

    /// Syncs file and folder; from here on the target is the new file. \throws Error "write.*"
    void commit();

private:
    std::filesystem::path target_;
    std::filesystem::path temporary_;
    int descriptor_ = -1;
};

/// All of `bytes` into `file`, by AtomicFile.
void writeFileAtomically(const std::filesystem::path& file, std::span<const uint8_t> bytes);

/// Throws what `systemError` (errno) means for somebody who wanted to write `file`.
[[noreturn]] void throwWriteError(const std::filesystem::path& file, int systemError);

/// Syncs a folder, so that a rename in it survives a power cut.
void syncFolder(const std::filesystem::path& folder);

}  // namespace zscape
