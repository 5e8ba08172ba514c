#include "ui/plane/layer_set.h"

#include "ui/plane/layer_keys.h"

#include <gtest/gtest.h>

#include <set>

namespace zscape {
namespace {

TEST(LayerSet, AtFirstThePointsAreShownAsTheyWereBeforeThereWereLayers) {
    const LayerSet layers;
    for (const PlaneLayer layer : kAllLayers)
        EXPECT_EQ(layers.shows(layer),
                  layer == PlaneLayer::Thumbnails || layer == PlaneLayer::Prior || layer == PlaneLayer::Points)
            << static_cast<int>(layer);
    EXPECT_EQ(layers.preset(), LayerPreset::Points);
    EXPECT_DOUBLE_EQ(layers.of(PlaneLayer::Manifold).opacity, 0.34) << "of explorer.md";
}

TEST(LayerSet, APresetShowsItsLayersAndLeavesOpacities) {
    LayerSet layers;
    layers.of(PlaneLayer::Manifold).opacity = 0.7;
    for (const LayerPreset preset : kAllPresets) {
        layers.choose(preset);
        EXPECT_EQ(layers.preset(), preset) << "each has layers of its own";
        EXPECT_DOUBLE_EQ(layers.of(PlaneLayer::Manifold).opacity, 0.7);
    }
    layers.choose(LayerPreset::Pictures);
    EXPECT_TRUE(layers.shows(PlaneLayer::Manifold));
    layers.choose(LayerPreset::Density);
    EXPECT_TRUE(layers.shows(PlaneLayer::Density));
    EXPECT_FALSE(layers.shows(PlaneLayer::Points)) << "they would hide it";
}

TEST(LayerSet, ALayerIsSwitchedOrShownAlone) {
    LayerSet layers;
    layers.toggle(PlaneLayer::Metric);
    EXPECT_TRUE(layers.shows(PlaneLayer::Metric));
    EXPECT_TRUE(layers.shows(PlaneLayer::Points));
    EXPECT_EQ(layers.preset(), std::nullopt);
    layers.toggle(PlaneLayer::Metric);
    EXPECT_EQ(layers, LayerSet());
    layers.toggle(PlaneLayer::Metric, true);
    for (const PlaneLayer layer : kAllLayers) EXPECT_EQ(layers.shows(layer), layer == PlaneLayer::Metric);
    layers.toggle(PlaneLayer::Metric, true);
    EXPECT_TRUE(layers.shows(PlaneLayer::Metric)) << "alone it stays";
}

TEST(LayerSet, EveryLayerHasANameAKeyAndASetting) {
    std::set<QString> names, keys;
    for (const PlaneLayer layer : kAllLayers) {
        names.insert(layerName(layer));
        keys.insert(layerKey(layer));
        const QKeyEvent event(QEvent::KeyPress, Qt::Key_1 + static_cast<int>(layer), Qt::NoModifier);
        const auto key = layerKeyOf(event);
        ASSERT_TRUE(key.has_value());
        EXPECT_EQ(key.value().layer, layer);
        EXPECT_FALSE(key.value().alone);
    }
    EXPECT_EQ(names.size(), static_cast<size_t>(kPlaneLayers));
    EXPECT_EQ(keys.size(), static_cast<size_t>(kPlaneLayers));
}

TEST(LayerKeys, WithShiftAKeyIsKnownByWhereItLies) {
    // On a German keyboard Shift+2 is a quotation mark; its X11 code is that of the 2 all the same.
    const QKeyEvent quote(QEvent::KeyPress, Qt::Key_QuoteDbl, Qt::ShiftModifier, 11, 0, 0);
    const auto key = layerKeyOf(quote);
    ASSERT_TRUE(key.has_value());
    EXPECT_EQ(key.value().layer, PlaneLayer::RoundTrip);
    EXPECT_TRUE(key.value().alone);
    EXPECT_FALSE(layerKeyOf(QKeyEvent(QEvent::KeyPress, Qt::Key_9, Qt::NoModifier)).has_value());
    EXPECT_FALSE(layerKeyOf(QKeyEvent(QEvent::KeyPress, Qt::Key_1, Qt::ControlModifier)).has_value());
    EXPECT_FALSE(layerKeyOf(QKeyEvent(QEvent::KeyPress, Qt::Key_Home, Qt::ShiftModifier, 110, 0, 0)).has_value());
}

}  // namespace
}  // namespace zscape
