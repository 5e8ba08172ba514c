// Maps of the codes: begun, paused and come back to by the card of the plane's header, decoded by neighbours.
#include "tests/ui/window/window_fixture.h"

#include "ui/plane/map_form.h"
#include "ui/plane/map_progress.h"
#include "ui/plane/near_row.h"
#include "ui/plane/projection_picker.h"
#include "ui/shell/code_space.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/segments.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QPushButton>

#include <cmath>

namespace zscape {
namespace {

class WindowMaps : public WindowFixture {
protected:
    /// Codes of eight numbers, trained a little.
    void openTrained() {
        RunConfig config;
        config.recipe = "ae";
        config.overrides = {{"latent_dimensions", int64_t{8}}, {"batch_size", int64_t{128}}, {"epochs", int64_t{2}}};
        bridge->session().configure(config);
        ASSERT_NO_FATAL_FAILURE(openDigits());
        ASSERT_NO_FATAL_FAILURE(train());
        ASSERT_TRUE(until([&] { return bridge->codes() && bridge->codes()->oldestStep == bridge->info()->step; }));
    }
    ProjectionPicker* picker() const { return window->panels().planePanel->projection(); }
    ProjectionCard* card() const { return picker()->card(); }
    void openPage(PlaneProjection projection) {
        if (!card()->isVisible()) QTest::mouseClick(picker(), Qt::LeftButton);
        ASSERT_TRUE(card()->isVisible());
        QTest::mouseClick(card()->segments()->button(static_cast<int>(projection)), Qt::LeftButton);
    }
    QPushButton* mainButton() const { return card()->progress()->mainButton(); }
    bool isIn(LayoutPhase phase) {
        return until([&] { return bridge->layout() && bridge->layout()->phase == phase; });
    }
    /// All shown, and at rest.
    bool showsMap() {
        return until([&] { return plane()->isMap() && plane()->points().map()->phase == LayoutPhase::Finished; });
    }
};

TEST_F(WindowMaps, ATsneMapIsBegunByItsCardAndAPlaceIsDecodedByItsNeighbours) {
    ASSERT_NO_FATAL_FAILURE(openTrained());
    EXPECT_FALSE(plane()->isMap());
    ASSERT_NO_FATAL_FAILURE(openPage(PlaneProjection::Tsne));
    EXPECT_FALSE(bridge->layout()) << "its settings come first";
    EXPECT_EQ(mainButton()->text(), QStringLiteral("Start"));
    QTest::mouseClick(mainButton(), Qt::LeftButton);
    // Said when its first places are there; it goes by itself after a while.
    ASSERT_TRUE(until([&] { return plane()->isMap(); }));
    EXPECT_EQ(plane()->strip()->sentence(),
              QStringLiteral("Clicked points are decoded from the codes of near neighbours."));
    ASSERT_TRUE(showsMap());
    EXPECT_EQ(mainButton()->text(), QStringLiteral("Run 250 more"));
    QTest::keyClick(card(), Qt::Key_Escape);
    EXPECT_EQ(picker()->currentText(), QStringLiteral("Projection: t-SNE"));
    EXPECT_EQ(plane()->points().cloud().placed(), kImages);

    // Between points a place is what its neighbours make of it.
    const QPointF first = plane()->points().cloud().positionOf(0), other = plane()->points().cloud().positionOf(300);
    const QPointF place = first * 0.6 + other * 0.4;
    movePointer(place);
    const std::vector<NearImage> near = plane()->near(plane()->pointer().value());
    ASSERT_EQ(near.size(), 5U);
    std::vector<double> mixed(8);
    for (const NearImage& each : near) {
        const float* mu = bridge->codes()->codeOf(each.image);
        for (size_t d = 0; d < mixed.size(); ++d) mixed[d] += each.weight * double{mu[d]};
    }
    const auto isMixed = [&] {
        if (decoder()->code().size() != mixed.size()) return false;
        double off = 0;
        for (size_t d = 0; d < mixed.size(); ++d)
            off = std::max(off, std::abs(double{decoder()->code()[d]} - mixed[d]));
        return off < 1e-4;
    };
    ASSERT_TRUE(until(isMixed));
    ASSERT_EQ(decoder()->nearRow()->pictures().size(), 5U);
    EXPECT_EQ(decoder()->nearRow()->pictures()[0].image, near[0].image);

    // A kept place stays where it was clicked, and a point is its own image's code.
    if (plane()->underPointer() < 0) {
        click(place);
        ASSERT_TRUE(selection()->kept());
        EXPECT_NEAR(selection()->kept()->at.x(), plane()->view().toPlane(plane()->view().toScreen(place).toPoint()).x(),
                    1e-6);
    }
    click(first);
    ASSERT_TRUE(selection()->kept());
    const int64_t image = selection()->kept()->image;
    ASSERT_GE(image, 0);
    EXPECT_EQ(selection()->kept()->at, plane()->points().cloud().positionOf(image));
    const float* own = bridge->codes()->codeOf(image);
    EXPECT_EQ(selection()->kept()->code, std::vector<float>(own, own + 8));
    EXPECT_TRUE(until([&] { return decoder()->nearRow()->pictures().empty(); })) << "it borrows nothing";
}

TEST_F(WindowMaps, AnotherProjectionPausesItAndComingBackGoesOn) {
    ASSERT_NO_FATAL_FAILURE(openTrained());
    ASSERT_NO_FATAL_FAILURE(openPage(PlaneProjection::Umap));
    QLineEdit* iterations = card()->form(LayoutKind::Umap)->iterationsField()->line();
    iterations->setFocus();
    iterations->selectAll();
    QTest::keyClicks(iterations, QStringLiteral("100000"));
    QTest::keyClick(iterations, Qt::Key_Return);
    QTest::mouseClick(mainButton(), Qt::LeftButton);
    ASSERT_TRUE(isIn(LayoutPhase::Running));
    ASSERT_TRUE(until([&] { return plane()->isMap(); }));
    EXPECT_GE(window->panels().planePanel->header()->progress(), 0);
    EXPECT_TRUE(until([&] { return window->findChild<StatusLine*>()->text().contains(QStringLiteral("UMAP")); }));
    QTest::mouseClick(mainButton(), Qt::LeftButton);
    ASSERT_TRUE(isIn(LayoutPhase::Paused));
    const int64_t paused = bridge->layout()->iteration;
    EXPECT_EQ(mainButton()->text(), QStringLiteral("Continue"));
    QTest::mouseClick(mainButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return bridge->layout()->iteration > paused; }));

    ASSERT_NO_FATAL_FAILURE(openPage(PlaneProjection::Pca));
    ASSERT_TRUE(until([&] { return !bridge->layout() && !plane()->isMap(); }));
    EXPECT_TRUE(picker()->currentText().startsWith(QStringLiteral("Axes: PCA")));
    ASSERT_NO_FATAL_FAILURE(openPage(PlaneProjection::Umap));
    ASSERT_TRUE(until([&] { return bridge->layout() && bridge->layout()->iteration > paused; }))
        << "not from the start";
    EXPECT_TRUE(until([&] { return plane()->isMap(); }));
    // The settings are there again in the next window.
    end();
    begin();
    EXPECT_EQ(card()->request(LayoutKind::Umap).settings.iterations, 100'000);
}

TEST_F(WindowMaps, ATrainedRunMovesTheMapAndItDoesNotSpin) {
    ASSERT_NO_FATAL_FAILURE(openTrained());
    ASSERT_NO_FATAL_FAILURE(openPage(PlaneProjection::Tsne));
    QTest::mouseClick(mainButton(), Qt::LeftButton);
    ASSERT_TRUE(showsMap());
    QTest::keyClick(card(), Qt::Key_Escape);
    const auto before = bridge->layout()->layout;
    ASSERT_NO_FATAL_FAILURE(train());
    ASSERT_TRUE(until([&] {
        const auto& map = bridge->layout();
        return map && map->phase == LayoutPhase::Finished && map->layout->step == bridge->info()->step;
    }));
    const auto after = bridge->layout()->layout;
    ASSERT_EQ(after->xy.size(), before->xy.size());
    // Both about their middles: images lie in the same directions as before.
    double middle[2][2] = {}, product = 0, sizes[2] = {};
    for (size_t i = 0; i < before->xy.size(); ++i) {
        middle[0][i % 2] += double{before->xy[i]} / kImages;
        middle[1][i % 2] += double{after->xy[i]} / kImages;
    }
    for (size_t i = 0; i < before->xy.size(); ++i) {
        const double a = double{before->xy[i]} - middle[0][i % 2], b = double{after->xy[i]} - middle[1][i % 2];
        product += a * b;
        sizes[0] += a * a;
        sizes[1] += b * b;
    }
    EXPECT_GT(product / std::sqrt(sizes[0] * sizes[1]), 0.7);
}

}  // namespace
}  // namespace zscape
