#pragma once

#include "engine/data/chosen_files.h"
#include "engine/data/picture_source.h"
#include "engine/data/tiff_axes.h"

namespace zscape {

/// Image files: one by one, or below folders. What lies in folders of ground truth, masks and annotations is left out
/// (standAside).
/// \param axes how the pages of TIFFs make pictures
/// \param frames All: each frame of an animation is a picture, found by its first bytes
/// \param stop asked, whatever looks at many files ends with Cancelled: identity(), targetFor(), summary()
std::unique_ptr<PictureSource> makeFileSource(std::vector<ChosenPath> chosen, const AxesChoice& axes, Frames frames,
                                              std::stop_token stop);

}  // namespace zscape
