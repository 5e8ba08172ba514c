#pragma once

#include "engine/core/error.h"

#include <filesystem>
#include <new>
#include <opencv2/core.hpp>

namespace zscape {

/// "file.memory": nothing is known about the file.
Error noMemoryFor(const std::filesystem::path& file);

/// work(), with a sentence where there is not enough memory for it.
template <class Work>
cv::Mat unlessMemoryEnds(const std::filesystem::path& file, const Work& work) {
    try {
        return work();
    } catch (const std::bad_alloc&) {
        throw noMemoryFor(file);
    } catch (const cv::Exception& error) {
        if (error.code == cv::Error::StsNoMem) throw noMemoryFor(file);
        throw;
    }
}

}  // namespace zscape
