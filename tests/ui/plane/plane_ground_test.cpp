#include "ui/plane/plane_ground.h"

#include "tests/ui/plane/plane_fixture.h"

namespace zscape {
namespace {

class GroundPlane : public PlaneFixture {
protected:
    void show(PlaneLayer layer, double opacity = 1) {
        LayerSet layers;
        layers.toggle(layer, true);
        layers.of(layer).opacity = opacity;
        plane.setLayers(layers);
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(&plane, &leave);
    }
    QColor pixel(QPointF place) { return QColor(plane.grab().toImage().pixel(at(place))); }
    /// Pixels around a place that `before` has otherwise.
    int changed(const QImage& before, QPointF place, int radius) {
        const QImage now = plane.grab().toImage();
        int count = 0;
        for (int y = -radius; y <= radius; ++y)
            for (int x = -radius; x <= radius; ++x) {
                const QPoint pixel = at(place) + QPoint(x, y);
                count += before.pixel(pixel) != now.pixel(pixel);
            }
        return count;
    }
    static QImage plain(QRgb colour) {
        QImage picture(8, 8, QImage::Format_RGB32);
        picture.fill(colour);
        return picture;
    }
};

TEST_F(GroundPlane, TilesLieBeneathThePointsOneApart) {
    show(PlaneLayer::Manifold, 1);
    const double side = 32 / plane.view().scale();
    std::vector<GroundTile> tiles;
    for (int column = -2; column <= 2; ++column)
        tiles.push_back({QPointF(column * side, 0), side, plain(column % 2 == 0 ? 0xFFFF0000 : 0xFF00FF00), false});
    plane.ground().setTiles(tiles);
    plane.groundChanged();
    EXPECT_EQ(pixel({0, 0}), QColor(0xFFFF0000));
    EXPECT_EQ(pixel({side, 0}), QColor(0xFF00FF00));
    const QImage seen = plane.grab().toImage();
    const QPoint middle = at({0, 0});
    int red = 0, others = 0;
    for (int x = -16; x < 16; ++x) {
        const QRgb colour = seen.pixel(middle + QPoint(x, 5));
        red += colour == 0xFFFF0000;
        others += colour == 0xFF00FF00;
    }
    EXPECT_EQ(red, 31) << "one apart";
    EXPECT_LE(others, 1);
    // The same in the picture that is saved.
    EXPECT_EQ(QColor(plane.picture().pixel(middle)), QColor(0xFFFF0000));
    // Points over them.
    LayerSet layers = plane.layers();
    layers.toggle(PlaneLayer::Points);
    plane.setLayers(layers);
    plane.ground().setTiles({{QPointF(-1, -1), 1, plain(0xFF000000), false}});
    plane.groundChanged();
    EXPECT_GT(pixelsLike({-1, -1}, tokens().classColour(0)), 4);
}

TEST_F(GroundPlane, OldTilesAreFainterAndNoneIsDrawnOnAMap) {
    show(PlaneLayer::Manifold, 0.5);
    plane.ground().setTiles(
        {{QPointF(0.5, 0.4), 0.4, plain(0xFFFFFFFF), false}, {QPointF(-0.5, 0.4), 0.4, plain(0xFFFFFFFF), true}});
    plane.groundChanged();
    const double ground = tokens().well.lightnessF();
    EXPECT_NEAR(pixel({0.5, 0.4}).lightnessF(), ground + (1 - ground) * 0.5, 0.02);
    EXPECT_NEAR(pixel({-0.5, 0.4}).lightnessF(), ground + (1 - ground) * 0.5 * PlaneGround::kOldTiles, 0.02);
    plane.setMap(codesOf({-1, -1, 1, -1, -1, 1, 1, 1}), mapOf({0, 1, 2, 3}, {-1, -1, 1, -1, -1, 1, 1, 1}));
    EXPECT_EQ(pixel({0.5, 0.4}), tokens().well);
}

TEST_F(GroundPlane, ArrowsGoFromACodeToItsPicturesCode) {
    show(PlaneLayer::RoundTrip);
    const QImage before = plane.grab().toImage();
    plane.ground().setArrows(
        {{QPointF(-0.5, 0.5), QPointF(0.5, 0.5), 1}, {QPointF(-0.5, -0.5), QPointF(-0.3, -0.5), 0.2}}, 1);
    plane.groundChanged();
    EXPECT_GE(changed(before, {0, 0.5}, 4), 9) << "a line through";
    EXPECT_GE(changed(before, {-0.4, -0.5}, 4), 9);
    EXPECT_EQ(changed(before, {0, -0.5}, 4), 0) << "the shorter one ends before";
    EXPECT_GT(changed(before, {0.49, 0.5}, 5), changed(before, {-0.49, 0.5}, 5)) << "the head is at its end";
    // Coloured by how far they go.
    EXPECT_GT(pixelsLike({0.48, 0.5}, tokens().magnitude(1), 6), 0);
    EXPECT_EQ(pixelsLike({-0.4, -0.5}, tokens().magnitude(1), 6), 0);
}

TEST_F(GroundPlane, EllipsesHaveTheAxesOfThePosterior) {
    show(PlaneLayer::Ellipses);
    const QImage before = plane.grab().toImage();
    const QColor colour = tokens().classColour(3);
    plane.ground().setEllipses({{QPointF(0, 0.5), QPointF(0.3, 0.3), QPointF(-0.05, 0.05), colour}});
    plane.groundChanged();
    // Up to twice its longer half axis, which rises to the right, and no further; little across it.
    EXPECT_GT(changed(before, {0.6, 1.1}, 3), 3);
    EXPECT_GT(changed(before, {-0.6, -0.1}, 3), 3);
    EXPECT_EQ(changed(before, {0.68, 1.18}, 3), 0);
    EXPECT_GT(changed(before, {-0.1, 0.6}, 3), 3);
    EXPECT_EQ(changed(before, {-0.18, 0.68}, 3), 0);
    EXPECT_GT(pixelsLike({0.3, 0.8}, colour, 4), 0) << "the first standard deviation has a line of its colour";
}

TEST_F(GroundPlane, EachLayerThatIsShownSaysItsScale) {
    PlaneGround& ground = plane.ground();
    ground.setScale(PlaneLayer::Density, LayerScale{QStringLiteral("density"), QStringLiteral("0"),
                                                    QStringLiteral("0.2"), QStringLiteral("none is empty")});
    ground.setScale(PlaneLayer::Metric,
                    LayerScale{QStringLiteral("metric"), QStringLiteral("1"), QStringLiteral("2"), {}});
    LayerSet layers;
    EXPECT_TRUE(ground.scales(layers).empty());
    layers.toggle(PlaneLayer::Metric);
    layers.toggle(PlaneLayer::Density);
    const auto scales = ground.scales(layers);
    ASSERT_EQ(scales.size(), 2U);
    EXPECT_EQ(scales[0].name, QStringLiteral("density")) << "the topmost first";
    ground.setScale(PlaneLayer::Density, std::nullopt);
    EXPECT_EQ(ground.scales(layers).size(), 1U);
    // Drawn above the legend, in the bottom left corner.
    plane.setLayers(layers);
    const QImage seen = plane.grab().toImage();
    const QRect legend = plane.legend()->geometry();
    bool coloured = false;
    for (int y = legend.top() - 32; y < legend.top(); ++y)
        for (int x = legend.left(); x < legend.left() + 260; ++x)
            coloured = coloured || (std::abs(QColor(seen.pixel(x, y)).hue() - tokens().magnitude(1).hue()) < 6 &&
                                    QColor(seen.pixel(x, y)).saturation() > 150);
    EXPECT_TRUE(coloured);
}

TEST_F(GroundPlane, WithoutTheirLayerPointsAreNotDrawnAndNotPointedAt) {
    show(PlaneLayer::Density);
    EXPECT_EQ(pixelsLike({-1, -1}, tokens().classColour(0)), 0);
    moveTo({-1, -1});
    EXPECT_EQ(plane.underPointer(), -1);
    plane.setLayers({});
    moveTo({-0.99, -1});
    EXPECT_EQ(plane.underPointer(), 0);
}

TEST_F(GroundPlane, TheKeysOneToEightAskForALayer) {
    QSignalSpy asked(&plane, &LatentPlane::layerToggled);
    key(Qt::Key_8);
    key(Qt::Key_1, Qt::ShiftModifier);
    ASSERT_EQ(asked.count(), 2);
    EXPECT_EQ(asked[0][0].value<PlaneLayer>(), PlaneLayer::Manifold);
    EXPECT_FALSE(asked[0][1].toBool());
    EXPECT_EQ(asked[1][0].value<PlaneLayer>(), PlaneLayer::Thumbnails);
    EXPECT_TRUE(asked[1][1].toBool());
}

}  // namespace
}  // namespace zscape
