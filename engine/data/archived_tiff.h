#pragma once

#include "engine/data/shared_files.h"
#include "engine/data/tiff_file.h"

#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

namespace zscape {

/// A TIFF in an archive whose rows are read by several threads: inflated when it is first opened, and held until this
/// and everything that it opened are gone.
class ArchivedTiff {
public:
    using Inflate = std::function<SharedFiles::Bytes(const std::stop_token& stop)>;

    /// \param inflate called once, or again where it was stopped
    ArchivedTiff(Inflate inflate, std::filesystem::path name) : inflate_(std::move(inflate)), name_(std::move(name)) {}

    /// For the thread that asks. \throws what `inflate` throws, also later; Error "image.damaged"
    std::shared_ptr<TiffFile> open(const std::stop_token& stop);

private:
    SharedFiles::Bytes bytes(const std::stop_token& stop);

    const Inflate inflate_;
    const std::filesystem::path name_;
    std::mutex mutex_;
    SharedFiles::Bytes bytes_;    ///< guarded by mutex_
    std::exception_ptr failure_;  ///< guarded by mutex_: why there are none
};

}  // namespace zscape
