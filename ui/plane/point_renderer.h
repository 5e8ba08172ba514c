#pragma once

#include "ui/plane/plane_view.h"

#include <QImage>

#include <cstdint>
#include <optional>
#include <vector>

namespace zscape {

/// How the points of one group look.
struct PointStyle {
    QRgb colour = 0xFF808080;
    bool ring = false;
    bool hidden = false;
};

/// What is drawn: arrays of `count` entries, owned by the caller. NaN x: no place yet.
struct PointArrays {
    const float* x = nullptr;
    const float* y = nullptr;
    const uint16_t* group = nullptr;  ///< index into the styles; beyond their end: the last style
    const uint8_t* fresh = nullptr;   ///< nonzero: drawn with freshAlpha
    int64_t count = 0;
    const uint8_t* old = nullptr;  ///< nonzero: drawn with oldAlpha, beneath all others; null: none is old
    const uint8_t* dim = nullptr;  ///< nonzero: drawn with dimAlpha, beneath all others; null: none is
};

struct PointLook {
    std::vector<PointStyle> styles;
    double alpha = 1;       ///< of everything; below 1 for a model that was not trained
    double freshAlpha = 1;  ///< of points that fade in
    double oldAlpha = 1;    ///< of points whose codes are old
    double dimAlpha = 1;    ///< of points that step back
};

/// Draws points as small anti-aliased discs (rings from the 11th class on), blended pixel by pixel in drawing order.
/// Size and opacity follow the number of points in sight, so that few are seen well and many do not clot.
class PointRenderer {
public:
    /// Draws onto `image` (Format_RGB32 with its device pixel ratio), inside the view's plot area.
    void draw(QImage& image, const PlaneView& view, const PointArrays& points, const PointLook& look);

    int64_t inSight() const { return inSight_; }  ///< of the last draw

    /// Radius in logical pixels when `inSight` points are in sight.
    static double radiusFor(int64_t inSight);

private:
    // A disc or ring at one of kPhases x kPhases places between pixels: `side` rows of `pairs` x 2 pixels, each with
    // its opacity from 0 to 256 once for each of its four bytes, so that a row is blended two pixels at a time.
    static constexpr int kPhases = 4;
    struct StampSet {
        int side = 0;
        int pairs = 0;
        double reach = 0;  ///< from the point to the stamp's top left corner, in pixels
        std::vector<uint16_t> opacity;
        const uint16_t* at(int phaseX, int phaseY) const {
            return opacity.data() + static_cast<std::ptrdiff_t>((phaseY * kPhases + phaseX) * side * pairs * 8);
        }
    };
    static StampSet makeStamps(double radius, double alpha, bool ring);
    /// Which points; null for an array that is not looked at.
    struct Layer {
        std::optional<bool> old = {}, dim = {};
    };
    /// Stamps: discs, discs that fade in, rings, rings that fade in.
    static void drawLayer(QImage& image, const PlaneView& view, const PointArrays& points, const PointLook& look,
                          Layer layer, const StampSet (&stamps)[4]);

    int64_t inSight_ = 0;
};

}  // namespace zscape
