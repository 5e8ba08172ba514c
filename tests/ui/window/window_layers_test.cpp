// Layers of the plane over a real model: what they are drawn of, asked of the session and seen.
#include "tests/ui/window/window_fixture.h"

#include "ui/plane/layer_row.h"
#include "ui/plane/layers_card.h"
#include "ui/shell/actions.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/plain_slider.h"
#include "ui/widgets/segments.h"

#include <QAbstractButton>
#include <QAction>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace zscape {
namespace {

class WindowLayers : public WindowFixture {
protected:
    void openTrained(const std::string& recipe, int64_t dimensions) {
        RunConfig config;
        config.recipe = recipe;
        config.overrides = {{"batch_size", int64_t{128}}, {"epochs", int64_t{2}}};
        if (dimensions > 0) config.overrides["latent_dimensions"] = dimensions;
        bridge->session().configure(config);
        ASSERT_NO_FATAL_FAILURE(openDigits());
        ASSERT_NO_FATAL_FAILURE(train());
        ASSERT_TRUE(until([&] { return bridge->codes() && bridge->codes()->oldestStep == bridge->info()->step; }));
        plane()->setFocus();
    }
    PlaneGround& ground() const { return plane()->ground(); }
    LayersCard* card() const { return window->panels().planePanel->layersCard(); }
    bool tilesAreComplete() {
        return until([&] {
            const auto& tiles = ground().tiles();
            return tiles.size() > 100 &&
                   std::none_of(tiles.begin(), tiles.end(), [](const GroundTile& tile) { return tile.old; }) &&
                   card()->state().progress[static_cast<size_t>(PlaneLayer::Manifold)].isEmpty();
        });
    }
    /// Decoded by itself, at a place.
    QImage decodedAt(QPointF place, std::vector<float> code = {}) {
        if (code.empty()) code = {static_cast<float>(place.x()), static_cast<float>(place.y())};
        const uint64_t ticket = bridge->session().decode(Lane::Files, {{code}});
        EXPECT_TRUE(until([&] { return bridge->session().fileAnswer(ticket) != nullptr; }));
        const auto answer = bridge->session().fileAnswer(ticket);
        return answer && !answer->pictures.empty() ? toImage(answer->pictures.front()) : QImage();
    }
    static double farthest(const QImage& a, const QImage& b) {
        double most = 0;
        for (int y = 0; y < a.height(); ++y)
            for (int x = 0; x < a.width(); ++x)
                most = std::max(most, std::abs(double(qGray(a.pixel(x, y)) - qGray(b.pixel(x, y)))));
        return most;
    }
};

TEST_F(WindowLayers, TheManifoldIsWhatTheDecoderDrawsAtEachPlaceAndFollowsTheView) {
    ASSERT_NO_FATAL_FAILURE(openTrained("vae-2d", 0));
    EXPECT_TRUE(ground().tiles().empty()) << "nobody sees it: nothing is decoded";
    QTest::mouseClick(window->panels().planePanel->layersButton(), Qt::LeftButton);
    ASSERT_TRUE(card()->isVisible());
    QTest::mouseClick(card()->presets()->button(static_cast<int>(LayerPreset::Pictures)), Qt::LeftButton);
    ASSERT_TRUE(tilesAreComplete());
    QTest::keyClick(card(), Qt::Key_Escape);
    const double pitch = metrics().px(PlaneGround::kTile + 1);
    EXPECT_NEAR(ground().tiles().front().side * plane()->view().scale(), pitch, pitch * 0.42);
    for (const size_t index : {size_t{0}, ground().tiles().size() / 2, ground().tiles().size() - 1}) {
        const GroundTile tile = ground().tiles()[index];
        EXPECT_LE(farthest(tile.picture, decodedAt(tile.at)), 1) << index;
    }
    EXPECT_TRUE(card()->row(PlaneLayer::Manifold)->noteText().contains(QStringLiteral("of step 10")));
    // Zoomed in four times as far they lie four times as near, and those of before stand in until they are there.
    const double side = ground().tiles().front().side;
    plane()->zoom(4);
    ASSERT_GT(ground().tiles().size(), 50U) << "no blank plane";
    EXPECT_NEAR(ground().tiles().front().side, side / 4, 1e-9);
    ASSERT_TRUE(tilesAreComplete());
    const GroundTile near = ground().tiles()[ground().tiles().size() / 3];
    EXPECT_LE(farthest(near.picture, decodedAt(near.at)), 1);
    // It is seen.
    plane()->fit();
    ASSERT_TRUE(tilesAreComplete());
    const QImage with = plane()->grab().toImage();
    QTest::keyClick(plane(), Qt::Key_8);
    EXPECT_FALSE(plane()->layers().shows(PlaneLayer::Manifold));
    EXPECT_GT(farthest(with, plane()->grab().toImage()), 40);
}

TEST_F(WindowLayers, TilesFollowTrainingAndAreOfTheWeightsAtRest) {
    ASSERT_NO_FATAL_FAILURE(openTrained("vae-2d", 0));
    QTest::keyClick(plane(), Qt::Key_8);
    ASSERT_TRUE(tilesAreComplete());
    const QImage before = ground().tiles()[ground().tiles().size() / 2].picture;
    bridge->session().train(20);
    ASSERT_TRUE(reaches(RunState::Running));
    ASSERT_TRUE(reaches(RunState::Finished));
    const int64_t step = bridge->info()->step;
    ASSERT_TRUE(until([&] {
        const GroundTile& tile = ground().tiles()[ground().tiles().size() / 2];
        return card()->row(PlaneLayer::Manifold)->noteText().contains(QLocale().toString(step)) &&
               farthest(tile.picture, before) > 10;
    }));
    ASSERT_TRUE(tilesAreComplete());
    for (const size_t index : {size_t{3}, ground().tiles().size() / 2, ground().tiles().size() - 3}) {
        const GroundTile tile = ground().tiles()[index];
        EXPECT_TRUE(until([&] { return farthest(ground().tiles()[index].picture, decodedAt(tile.at)) <= 1; })) << index;
    }
}

TEST_F(WindowLayers, AboveTwoDimensionsTilesShowTheSliceThroughWhatIsKept) {
    ASSERT_NO_FATAL_FAILURE(openTrained("vae-2d", 5));
    QTest::keyClick(plane(), Qt::Key_8);
    ASSERT_TRUE(tilesAreComplete());
    const std::vector<float> code{0.5F, -0.4F, 1.5F, -1.2F, 0.8F};
    selection()->keepCode(code);
    ASSERT_TRUE(tilesAreComplete());
    EXPECT_TRUE(until([&] {
        const GroundTile now = ground().tiles()[ground().tiles().size() / 2];
        // Other axes may have come since, and what is kept goes with them.
        const auto& basis = plane()->points().basis();
        const std::vector<float>& kept = selection()->kept().value().code;
        return farthest(now.picture, decodedAt(now.at, basis->unproject(now.at.x(), now.at.y(), kept))) <= 2;
    }));
}

TEST_F(WindowLayers, TheDensityOfTheCodesIsThatOfTheCodesAndItsHolesAreCounted) {
    ASSERT_NO_FATAL_FAILURE(openTrained("vae-2d", 0));
    QTest::keyClick(plane(), Qt::Key_6, Qt::ShiftModifier);
    ASSERT_TRUE(until([&] { return !ground().density().isEmpty(); }));
    const PlaneField& field = ground().density();
    const double sum =
        std::accumulate(field.values.begin(), field.values.end(), 0.0) * field.grid.cell * field.grid.cell;
    EXPECT_NEAR(sum, 1, 0.03);
    const auto scales = ground().scales(plane()->layers());
    ASSERT_EQ(scales.size(), 1U);
    EXPECT_TRUE(scales[0].figure.contains(QStringLiteral("of the prior is empty"))) << scales[0].figure.toStdString();
    EXPECT_EQ(plane()->underPointer(), -1);
}

TEST_F(WindowLayers, TheRoundTripEndsWhereTheDecodedPictureIsEncoded) {
    ASSERT_NO_FATAL_FAILURE(openTrained("vae-2d", 0));
    QTest::keyClick(plane(), Qt::Key_2);
    ASSERT_TRUE(until([&] { return ground().arrows().size() > 50; }));
    const PlaneArrow arrow = ground().arrows()[ground().arrows().size() / 2];
    const QImage picture = decodedAt(arrow.from);
    const uint64_t ticket = bridge->session().encode(Lane::Files, {{toPicture(picture)}});
    ASSERT_TRUE(until([&] { return bridge->session().fileAnswer(ticket) != nullptr; }));
    const auto answer = bridge->session().fileAnswer(ticket);
    ASSERT_EQ(answer->z.size(), 1U);
    // Pictures of the files' lane are rounded to 8 bits.
    EXPECT_NEAR(arrow.to.x(), double{answer->z[0][0]}, 0.05);
    EXPECT_NEAR(arrow.to.y(), double{answer->z[0][1]}, 0.05);
    EXPECT_NEAR(arrow.shift, std::hypot(arrow.to.x() - arrow.from.x(), arrow.to.y() - arrow.from.y()), 1e-4);
}

TEST_F(WindowLayers, TheMetricAndTheEllipsesOfWhatIsSelectedAreThere) {
    ASSERT_NO_FATAL_FAILURE(openTrained("vae-2d", 0));
    QTest::keyClick(plane(), Qt::Key_7);
    ASSERT_TRUE(until([&] {
        const PlaneField& metric = ground().metric();
        return !metric.isEmpty() &&
               std::none_of(metric.values.begin(), metric.values.end(), [](float value) { return std::isnan(value); });
    }));
    EXPECT_LT(ground().metric().low, ground().metric().high);
    QTest::keyClick(plane(), Qt::Key_3);
    EXPECT_TRUE(ground().ellipses().empty()) << "nothing is selected";
    selection()->chooseMany(ImageBits::of(kImages, {3, 5, 7, 11}), Combine::Replace);
    ASSERT_TRUE(until([&] { return ground().ellipses().size() == 4; }));
    for (const PlaneEllipse& ellipse : ground().ellipses()) {
        EXPECT_GT(std::hypot(ellipse.minor.x(), ellipse.minor.y()), 0.001);
        EXPECT_LE(std::hypot(ellipse.minor.x(), ellipse.minor.y()), std::hypot(ellipse.major.x(), ellipse.major.y()));
    }
    const auto scales = ground().scales(plane()->layers());
    ASSERT_EQ(scales.size(), 2U);
    EXPECT_EQ(scales[0].figure, QStringLiteral("4 of 4 selected"));
    selection()->choose(-1);
    EXPECT_TRUE(until([&] { return ground().ellipses().empty(); }));
}

TEST_F(WindowLayers, WhatCannotBeDrawnSaysWhyInCardAndMenuAndTheChoiceIsRemembered) {
    ASSERT_NO_FATAL_FAILURE(openTrained("ae", 2));
    QTest::mouseClick(window->panels().planePanel->layersButton(), Qt::LeftButton);
    card()->moreButton()->setChecked(true);
    const auto reason = [&](PlaneLayer layer) { return reasonOf(card()->row(layer)->eye()); };
    EXPECT_TRUE(until([&] {
        return reason(PlaneLayer::Ellipses) == QStringLiteral("The encoder of this model gives points, no posteriors");
    })) << reason(PlaneLayer::Ellipses).toStdString();
    EXPECT_EQ(reason(PlaneLayer::Prior), QStringLiteral("This model has no one prior for all codes"));
    EXPECT_EQ(reason(PlaneLayer::Manifold), QString());
    const QAction* prior = window->findChild<Actions*>()->layers[static_cast<size_t>(PlaneLayer::Prior)];
    EXPECT_EQ(reasonOf(prior), reason(PlaneLayer::Prior));
    card()->row(PlaneLayer::Manifold)->slider()->setFocus();
    QTest::keyClick(card()->row(PlaneLayer::Manifold)->slider(), Qt::Key_End);
    EXPECT_TRUE(plane()->layers().shows(PlaneLayer::Manifold));
    EXPECT_DOUBLE_EQ(plane()->layers().of(PlaneLayer::Manifold).opacity, 1);
    const LayerSet chosen = plane()->layers();
    end();
    begin();
    EXPECT_EQ(plane()->layers(), chosen);
    // All of them, from the first moment on.
    QTest::mouseClick(window->panels().planePanel->layersButton(), Qt::LeftButton);
    QTest::mouseClick(card()->presets()->button(static_cast<int>(LayerPreset::Diagnostics)), Qt::LeftButton);
    end();
    begin();
    ASSERT_NO_FATAL_FAILURE(openDigits());
    ASSERT_TRUE(reaches(RunState::Ready));
    EXPECT_TRUE(until([&] { return ground().arrows().size() > 50 && !ground().metric().isEmpty(); }));
}

}  // namespace
}  // namespace zscape
