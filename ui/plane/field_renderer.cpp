#include "ui/plane/field_renderer.h"

#include "ui/theme/tokens.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace zscape {

namespace {

constexpr int kNothing = -1;
constexpr double kHatch = 8, kHatchLine = 1.5;  // logical pixels

QRgb blended(QRgb under, QRgb over, int alpha) {
    const auto part = [&](int shift) {
        const int below = static_cast<int>(under >> shift & 0xFF), above = static_cast<int>(over >> shift & 0xFF);
        return static_cast<QRgb>(below + (above - below) * alpha / 256) << shift;
    };
    return 0xFF000000 | part(16) | part(8) | part(0);
}

/// Where pixels of a row or a column lie among the samples.
struct Samples {
    double first = 0, step = 0;  // of pixel 0, between pixels, in samples
    int from = 0, to = 0;        // pixels between the first sample and the last, inside the plot area

    double at(int pixel) const { return first + step * pixel; }
};

Samples samplesOf(double first, double step, int count, double from, double to) {
    Samples samples{first, step, 0, 0};
    const double a = (0 - first) / step, b = (count - 1 - first) / step;
    samples.from = static_cast<int>(std::ceil(std::max(from, std::min(a, b))));
    samples.to = static_cast<int>(std::floor(std::min(to - 1, std::max(a, b)))) + 1;
    return samples;
}

/// The colours of a field's bands, and which of them a value has.
class Bands {
public:
    Bands(const PlaneField& field, const FieldLook& look)
        : low_(field.low),
          scale_(kFieldBands / std::max(field.high - field.low, 1e-12)),
          clear_(look.clearBeneath) {
        for (size_t i = 0; i < colours_.size(); ++i)
            colours_[i] = tokens().magnitude((static_cast<double>(i) + 0.5) / kFieldBands).rgb();
    }

    int of(float value) const {
        if (std::isnan(value)) return kNothing;
        const double at = (static_cast<double>(value) - low_) * scale_;
        if (clear_ && at < kFirstLine) return kNothing;
        return std::clamp(static_cast<int>(at), 0, kFieldBands - 1);
    }
    QRgb colour(int band) const { return colours_[static_cast<size_t>(band)]; }

private:
    static constexpr double kFirstLine = 0.12;  // of a band: tails that thin out are no part of the density
    double low_, scale_;
    bool clear_;
    std::array<QRgb, kFieldBands> colours_{};
};

}  // namespace

void drawField(QImage& image, const PlaneView& view, const PlaneField& field, const FieldLook& look) {
    if (field.isEmpty()) return;
    const PlaneGrid& grid = field.grid;
    const qreal ratio = image.devicePixelRatio();
    // Of the middle of the first pixel.
    const QPointF corner = view.toPlane(QPointF(0.5, 0.5) / ratio);
    const double perPixel = 1 / (view.scale() * ratio * grid.cell);
    const QRectF area = view.plotArea();
    const Samples across = samplesOf((corner.x() - grid.left) / grid.cell, perPixel, grid.columns, area.left() * ratio,
                                     std::min<double>(area.right() * ratio, image.width()));
    const Samples down = samplesOf((corner.y() - grid.bottom) / grid.cell, -perPixel, grid.rows, area.top() * ratio,
                                   std::min<double>(area.bottom() * ratio, image.height()));
    if (across.from >= across.to || down.from >= down.to) return;

    const Bands bands(field, look);
    const int alpha = static_cast<int>(std::lround(std::clamp(look.opacity, 0.0, 1.0) * 256));
    const QRgb line = tokens().text.rgb(), warn = tokens().warn.rgb();
    const int lineAlpha = alpha * 6 / 10;
    const int hatch = std::max(2, static_cast<int>(std::lround(kHatch * ratio)));
    const int hatchLine = std::max(1, static_cast<int>(std::lround(kHatchLine * ratio)));
    const auto columns = static_cast<size_t>(grid.columns);
    std::vector<float> mixedRow(columns);
    std::vector<int> above(static_cast<size_t>(across.to - across.from), kNothing);
    for (int y = down.from; y < down.to; ++y) {
        const double row = std::clamp(down.at(y), 0.0, static_cast<double>(grid.rows - 1));
        const auto low = std::min(static_cast<size_t>(row), static_cast<size_t>(grid.rows) - 2);
        const auto share = static_cast<float>(row - static_cast<double>(low));
        const float* first = field.values.data() + low * columns;
        for (size_t c = 0; c < columns; ++c) mixedRow[c] = first[c] + (first[c + columns] - first[c]) * share;
        const auto nearestRow = static_cast<size_t>(std::lround(row));
        auto* pixels = reinterpret_cast<QRgb*>(image.scanLine(y));
        int before = kNothing;
        for (int x = across.from; x < across.to; ++x) {
            const double column = std::clamp(across.at(x), 0.0, static_cast<double>(grid.columns - 1));
            const auto left = std::min(static_cast<size_t>(column), columns - 2);
            const float value = mixedRow[left] + (mixedRow[left + 1] - mixedRow[left]) *
                                                     static_cast<float>(column - static_cast<double>(left));
            const int band = bands.of(value);
            int& over = above[static_cast<size_t>(x - across.from)];
            if (band != kNothing) pixels[x] = blended(pixels[x], bands.colour(band), alpha);
            const bool crossed = (x > across.from && band != before) || (y > down.from && band != over);
            if (look.lines && crossed) pixels[x] = blended(pixels[x], line, lineAlpha);
            if (!field.holes.empty() &&
                field.holes[nearestRow * columns + static_cast<size_t>(std::lround(column))] != 0 &&
                (x + y) % hatch < hatchLine)
                pixels[x] = warn;
            before = band;
            over = band;
        }
    }
}

}  // namespace zscape
