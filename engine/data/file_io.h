#pragma once

#include "engine/core/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

struct stat;

namespace zscape {

/// Owns a file descriptor.
class FileHandle {
public:
    FileHandle() = default;
    explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
    FileHandle(FileHandle&& other) noexcept : descriptor_(other.release()) {}
    FileHandle& operator=(FileHandle&& other) noexcept;
    ~FileHandle() { close(); }

    int get() const { return descriptor_; }
    explicit operator bool() const { return descriptor_ >= 0; }
    int release();
    void close();

private:
    int descriptor_ = -1;
};

/// The system's words for an errno, safe from any thread.
std::string systemReason(int errorNumber);

/// "file.missing", "file.permission" or "file.read" with the file's name, from an errno.
Error fileError(const std::filesystem::path& file, int errorNumber);

/// Whether an open file or folder is no person's, but what the system shows of itself (/proc, /sys, control groups,
/// ...) or of its devices (/dev): such folders have no end, and reading their files may wait for ever or change
/// something.
bool isSystems(int descriptor);

/// Whether an Error says something about a file's content, which will be the same the next time, and not about the
/// system or its disk at this moment (a failing disk, too many open files, no permission).
bool isAboutContent(const Error& error);

/// Opens a regular file for reading.
/// \throws Error as fileError(), or "file.kind" when it is a folder, a pipe, a device or isSystems()
FileHandle openForReading(const std::filesystem::path& file, int64_t* bytes = nullptr);

/// Reads exactly `into.size()` bytes at `offset`, or fewer at the end of the file.
/// \returns the bytes read  \throws Error "file.read"
size_t readAt(const FileHandle& file, int64_t offset, std::span<uint8_t> into, const std::filesystem::path& name);

/// The whole file.
/// \throws Error as openForReading(), or "file.large" above `limit` bytes
std::vector<uint8_t> readWhole(const std::filesystem::path& file, int64_t limit);

/// What tells that a file was written or replaced since it was last looked at, without reading it.
struct FileStamp {
    int64_t bytes = 0;
    int64_t modifiedNanoseconds = 0;
    int64_t changedNanoseconds = 0;  ///< of content, name or permissions: nobody can set it back
    uint64_t inode = 0;  ///< another one after a file was replaced; some network mounts give others each time

    bool operator==(const FileStamp&) const = default;
};

FileStamp stampFrom(const struct stat& info);

/// \throws Error as fileError()
FileStamp stampOf(const std::filesystem::path& file);

}  // namespace zscape
