#pragma once

#include "engine/data/import.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace zscape {

/// How a person says that pages make pictures.
struct AxesChoice {
    Axes axes = Axes::Auto;
    int channels = 0;  ///< of each picture: of Axes::ChannelFirst and ChannelLast, which need them; 0: not said
};

/// How the pages of a TIFF make pictures.
struct StackPlan {
    int channels = 1;             ///< pages of each picture
    std::vector<uint32_t> pages;  ///< counted from 0: of one picture after another the page of each channel, in their
                                  ///< order; empty: each page is a picture
    std::string said;             ///< "2 channels, 12 slices, 3 times"; empty where nothing is said of channels
    bool misfits = false;         ///< what is said is not of these pages: each of them is a picture

    size_t pictures(size_t allPages) const {
        return pages.empty() ? allPages : pages.size() / static_cast<size_t>(channels);
    }
    /// The page of a picture's channel, counted from 0.
    size_t pageOf(size_t picture, int channel) const {
        return pages.empty() ? picture : pages[picture * static_cast<size_t>(channels) + static_cast<size_t>(channel)];
    }
};

/// Whether a TIFF's description is of ImageJ's lines, or OME-XML; looks at no more than the beginning.
bool isImageJ(std::string_view description);
bool isOme(std::string_view description);

/// \param description of the first page: ImageJ's lines (hyperstacks), OME-XML (its default order, or TiffData), or
///     anything else
/// \param pages how many there are
/// \param samples numbers of a pixel of the first page
/// \param name for the sentence
/// \throws Error "image.channels" where there are more channels than are read, and where a person's choice does not fit
/// the number of pages
StackPlan planStack(std::string_view description, size_t pages, int samples, const AxesChoice& choice,
                    const std::filesystem::path& name);

/// Whether planStack() may make anything but a picture of each page; looks at no more than the beginning of the text.
bool mayBeStack(std::string_view description, const AxesChoice& choice);

}  // namespace zscape
