#pragma once

#include "engine/data/colour_profile.h"

#include <cstdint>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <string>

namespace zscape {

/// What pixels are made of as a decoder gives them.
enum class PixelKind : uint8_t { Grey, Colours, Inks };

/// From a profile's colours to sRGB. Immutable; from any thread.
class ColourTransform {
public:
    virtual ~ColourTransform() = default;

    /// The profile's, for people; a stranger's text.
    virtual const std::string& name() const = 0;
    /// \param picture 8 bits: grey; blue, green, red; or four inks as Adobe stores them, inverted, where it is of these
    /// \returns as many channels; of inks blue, green, red
    virtual cv::Mat toSrgb(const cv::Mat& picture) const = 0;
};

/// What becomes of a picture's colours.
struct Colours {
    std::shared_ptr<const ColourTransform> transform;  ///< null: they are sRGB, or taken as it
    bool damaged = false;                              ///< their profile is, or does not fit them: taken as sRGB
};

/// The one transform for all pictures with this profile. A profile whose colours are sRGB's, whatever it is called, has
/// none and costs nothing. From any thread.
Colours coloursBy(const ColourProfile& profile, PixelKind kind);

}  // namespace zscape
