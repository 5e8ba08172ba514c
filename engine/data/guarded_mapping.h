#pragma once

#include "engine/data/file_io.h"

#include <atomic>
#include <cstdint>
#include <span>

namespace zscape {

/// A file's bytes, mapped for reading only, that outlive what others do to the file: where it is cut off meanwhile, or
/// its disk fails, all of the mapping becomes zeros, where the process would else be ended by SIGBUS. isIntact() tells.
class GuardedMapping {
public:
    /// \param bytes how long the file is
    GuardedMapping(const FileHandle& handle, size_t bytes);
    ~GuardedMapping();
    GuardedMapping(const GuardedMapping&) = delete;
    GuardedMapping& operator=(const GuardedMapping&) = delete;

    const uint8_t* start() const { return start_; }  ///< null where it could not be mapped
    std::span<const uint8_t> bytes() const { return {start_, bytes_}; }
    /// Whether what was read until now was the file's, and it has the length that it had. From any thread; one system
    /// call.
    bool isIntact() const;

    /// What the signal's handler knows of a mapping. Never freed: a handler may be walking the list.
    struct Watch {
        std::atomic<uintptr_t> begin{0}, end{0};  ///< both 0: free for another mapping
        std::atomic<bool> lost{false};
        Watch* next = nullptr;  ///< set before it is in the list
    };

private:
    const uint8_t* start_ = nullptr;
    const size_t bytes_;
    const int descriptor_;  ///< the owner's, who outlives this
    Watch* watch_ = nullptr;
};

}  // namespace zscape
