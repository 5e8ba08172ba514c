#include "ui/plane/layers_card.h"

#include "ui/plane/layer_row.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/plain_slider.h"
#include "ui/widgets/segments.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

namespace zscape {
namespace {

class LayersCardFixture : public ::testing::Test {
protected:
    void SetUp() override {
        window.resize(900, 700);
        anchor.setGeometry(500, 10, 28, 28);
        window.show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&window));
        card.showState({});
        QObject::connect(&card, &LayersCard::layersChosen, &card, [this](const LayerSet& layers) {
            LayersState state = card.state();
            state.layers = layers;
            card.showState(state);
        });
    }
    const LayerSet& layers() const { return card.state().layers; }

    QWidget window;
    QWidget anchor{&window};
    LayersCard card{&window};
};

TEST_F(LayersCardFixture, PresetsComeFirstAndSingleLayersBehindMore) {
    card.open(&anchor);
    EXPECT_EQ(card.width(), metrics().px(308));
    EXPECT_EQ(card.geometry().top(), anchor.mapToGlobal(QPoint(0, anchor.height())).y() + metrics().px(8));
    EXPECT_TRUE(window.geometry().contains(card.geometry()));
    EXPECT_FALSE(card.row(PlaneLayer::Manifold)->isVisible());
    const int low = card.height();
    QTest::mouseClick(card.presets()->button(static_cast<int>(LayerPreset::Pictures)), Qt::LeftButton);
    EXPECT_EQ(layers().preset(), LayerPreset::Pictures);
    QTest::mouseClick(card.moreButton(), Qt::LeftButton);
    EXPECT_TRUE(QTest::qWaitFor([&] { return card.row(PlaneLayer::Manifold)->isVisible() && card.height() > low; }));
    QTest::keyClick(&card, Qt::Key_Escape);
    EXPECT_FALSE(card.isVisible());
}

TEST_F(LayersCardFixture, AnEyeSwitchesItsLayerAndASliderItsOpacity) {
    card.open(&anchor);
    card.moreButton()->click();
    LayerRow* row = card.row(PlaneLayer::Metric);
    QTest::mouseClick(row->eye(), Qt::LeftButton);
    EXPECT_TRUE(layers().shows(PlaneLayer::Metric));
    EXPECT_EQ(row->eye()->accessibleDescription(), QStringLiteral("shown"));
    EXPECT_EQ(card.presets()->chosen(), -1) << "no preset has these";
    QTest::mouseClick(row->eye(), Qt::LeftButton);
    EXPECT_FALSE(layers().shows(PlaneLayer::Metric));
    EXPECT_EQ(card.presets()->chosen(), static_cast<int>(LayerPreset::Points));
    row->slider()->setFocus();
    const double before = layers().of(PlaneLayer::Metric).opacity;
    QTest::keyClick(row->slider(), Qt::Key_Right);
    EXPECT_GT(layers().of(PlaneLayer::Metric).opacity, before);
    EXPECT_TRUE(layers().shows(PlaneLayer::Metric)) << "who sets it wants to see it";
}

TEST_F(LayersCardFixture, ItsKeysAreThoseOfThePlane) {
    card.open(&anchor);
    QTest::keyClick(&card, Qt::Key_8);
    EXPECT_TRUE(layers().shows(PlaneLayer::Manifold));
    QTest::keyClick(&card, Qt::Key_6, Qt::ShiftModifier);
    EXPECT_FALSE(layers().shows(PlaneLayer::Manifold));
    EXPECT_TRUE(layers().shows(PlaneLayer::Density));
}

TEST_F(LayersCardFixture, ALayerThatCannotBeDrawnSaysWhyAndANoteStandsBeneath) {
    LayersState state;
    state.reasons[static_cast<size_t>(PlaneLayer::RoundTrip)] = QStringLiteral("There is no encoder");
    const auto manifold = static_cast<size_t>(PlaneLayer::Manifold);
    state.notes[manifold] = QStringLiteral("986 tiles of step 5,616");
    state.progress[manifold] = QStringLiteral("refining 62 %");
    card.showState(state);
    card.open(&anchor);
    card.moreButton()->click();
    EXPECT_FALSE(card.row(PlaneLayer::RoundTrip)->eye()->isEnabled());
    EXPECT_EQ(reasonOf(card.row(PlaneLayer::RoundTrip)->eye()), QStringLiteral("There is no encoder"));
    EXPECT_TRUE(QTest::qWaitFor([&] { return card.row(PlaneLayer::Manifold)->height() >= metrics().px(50); }));
    EXPECT_EQ(card.row(PlaneLayer::Metric)->height(), metrics().px(30));
    EXPECT_EQ(card.row(PlaneLayer::Manifold)->noteText(), QStringLiteral("986 tiles of step 5,616"));
}

}  // namespace
}  // namespace zscape
