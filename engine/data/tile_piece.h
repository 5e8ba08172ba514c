#pragma once

#include "engine/data/decode.h"
#include "engine/data/tile_cutting.h"

#include <atomic>
#include <exception>
#include <opencv2/core/mat.hpp>
#include <optional>

namespace zscape {

/// What is decoded and kept together of what tiles are cut from: a picture at their scale, or some rows of a large one;
/// or why there is none. Written by the thread that decodes it, before others see it.
struct TilePiece {
    cv::Mat picture;                                ///< empty: it was no image and was not said to be one, or it failed
    const PictureBackground* background = nullptr;  ///< `own`, or that of the large picture that it is of
    std::optional<PictureBackground> own;
    std::exception_ptr failure;
    bool isLast = false;  ///< after this failure nothing more can be read
    FileFacts facts;
    std::atomic<bool> ownTold{false};
    std::atomic<bool>* told = &ownTold;  ///< one of its picture's tiles has said what was found in it

    /// Keeps the exception that is handled at the moment.
    void fail() {
        failure = std::current_exception();
        picture = cv::Mat();
    }
};

}  // namespace zscape
