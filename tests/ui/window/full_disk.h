#pragma once

namespace zscape {

/// While one is there the disk has no room for weights: writing to a file of theirs (".safetensors", or the temporary
/// one that becomes it) fails with ENOSPC, in this program alone.
class FullDisk {
public:
    FullDisk();
    ~FullDisk();
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;
};

}  // namespace zscape
