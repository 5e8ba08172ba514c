#include "ui/plane/field_renderer.h"

#include "ui/theme/tokens.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace zscape {
namespace {

constexpr QRgb kUnder = 0xFF101418;

PlaneField waves() {
    PlaneField field;
    field.grid = {-2, -1.5, 0.25, 17, 13};
    for (int row = 0; row < 13; ++row)
        for (int column = 0; column < 17; ++column)
            field.values.push_back(static_cast<float>(0.5 + 0.5 * std::sin(0.5 * column) * std::cos(0.4 * row)));
    return field;
}

QImage drawn(const PlaneField& field, const FieldLook& look, const PlaneView& view, qreal ratio) {
    QImage image(static_cast<int>(300 * ratio), static_cast<int>(200 * ratio), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(kUnder);
    drawField(image, view, field, look);
    return image;
}

PlaneView viewOf300(QPointF centre, double scale) {
    PlaneView view;
    view.setPlotArea(QRectF(40, 10, 250, 170));
    view.set(centre, scale);
    return view;
}

/// The band at a place, by the four samples around it; below 0: none.
int bandAt(const PlaneField& field, QPointF place) {
    const double column = (place.x() - field.grid.left) / field.grid.cell;
    const double row = (place.y() - field.grid.bottom) / field.grid.cell;
    if (column < 0 || row < 0 || column > field.grid.columns - 1 || row > field.grid.rows - 1) return -1;
    const int c = std::min(static_cast<int>(column), field.grid.columns - 2);
    const int r = std::min(static_cast<int>(row), field.grid.rows - 2);
    const auto sample = [&](int across, int up) {
        return double{field.values[static_cast<size_t>((r + up) * field.grid.columns + c + across)]};
    };
    const double x = column - c, y = row - r;
    const double value =
        (sample(0, 0) * (1 - x) + sample(1, 0) * x) * (1 - y) + (sample(0, 1) * (1 - x) + sample(1, 1) * x) * y;
    if (std::isnan(value)) return -1;
    return std::clamp(static_cast<int>((value - field.low) / (field.high - field.low) * kFieldBands), 0,
                      kFieldBands - 1);
}

TEST(FieldRenderer, EveryPixelHasTheColourOfItsValueAsASlowExactDrawingSays) {
    const PlaneField field = waves();
    for (const qreal ratio : {1.0, 2.0})
        for (const double scale : {40.0, 95.0}) {
            const PlaneView view = viewOf300({0.2, 0.1}, scale);
            const QImage image = drawn(field, {0.5, false, false}, view, ratio);
            int compared = 0, apart = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x) {
                    const QPointF at = QPointF(x + 0.5, y + 0.5) / ratio;
                    const int band = view.plotArea().contains(at) ? bandAt(field, view.toPlane(at)) : -1;
                    QColor wanted(kUnder);
                    if (band >= 0) wanted = mixed(wanted, tokens().magnitude((band + 0.5) / kFieldBands), 0.5);
                    const QColor seen(image.pixel(x, y));
                    const int off =
                        std::max({std::abs(seen.red() - wanted.red()), std::abs(seen.green() - wanted.green()),
                                  std::abs(seen.blue() - wanted.blue())});
                    ++compared;
                    apart += off > 2;
                }
            // Where a band ends a rounding decides.
            EXPECT_LT(apart, compared / 500) << ratio << ' ' << scale;
        }
}

TEST(FieldRenderer, WhatIsNotKnownIsNotDrawnAndTailsAreClearWhereAsked) {
    PlaneField field = waves();
    field.values[6 * 17 + 8] = std::numeric_limits<float>::quiet_NaN();
    const PlaneView view = viewOf300({0, 0}, 60);
    const QImage image = drawn(field, {1, false, false}, view, 1);
    const auto pixelAt = [&](QPointF place) {
        const QPointF at = view.toScreen(place);
        return image.pixel(static_cast<int>(at.x()), static_cast<int>(at.y()));
    };
    EXPECT_EQ(pixelAt({0.05, 0.05}), kUnder) << "beside a sample that is not known";
    EXPECT_NE(pixelAt({0.4, 0.4}), kUnder);
    PlaneField flat;
    flat.grid = {-1, -1, 1, 3, 3};
    flat.values.assign(9, 0.001F);
    EXPECT_EQ(drawn(flat, {1, false, true}, view, 1).pixel(150, 90), kUnder) << "a tail";
    EXPECT_NE(drawn(flat, {1, false, false}, view, 1).pixel(150, 90), kUnder);
    EXPECT_EQ(drawn(PlaneField(), {1, false, false}, view, 1).pixel(150, 90), kUnder);
}

TEST(FieldRenderer, HolesAreHatchedInTheColourOfAWarning) {
    PlaneField field = waves();
    field.holes.assign(17 * 13, 0);
    for (int row = 0; row < 13; ++row)
        for (int column = 0; column < 8; ++column) field.holes[static_cast<size_t>(row * 17 + column)] = 1;
    const PlaneView view = viewOf300({0, 0}, 60);
    const QImage image = drawn(field, {0.6, true, true}, view, 1);
    int left = 0, right = 0;
    for (int y = 30; y < 150; ++y)
        for (int x = 45; x < 285; ++x)
            if (image.pixel(x, y) == tokens().warn.rgb()) (view.toPlane(QPointF(x, y)).x() < 0 ? left : right) += 1;
    EXPECT_GT(left, 1000);
    EXPECT_LT(left, 6000) << "lines, not an area";
    EXPECT_EQ(right, 0);
}

TEST(FieldRenderer, LinesLieBetweenBands) {
    PlaneField slope;
    slope.grid = {-2, -2, 4, 2, 2};
    slope.values = {0, 1, 0, 1};
    const PlaneView view = viewOf300({0, 0}, 60);
    const QImage plain = drawn(slope, {1, false, false}, view, 1), lined = drawn(slope, {1, true, false}, view, 1);
    int lines = 0;
    for (int x = 46; x < 284; ++x) lines += plain.pixel(x, 90) != lined.pixel(x, 90);
    EXPECT_EQ(lines, kFieldBands - 1);
}

}  // namespace
}  // namespace zscape
