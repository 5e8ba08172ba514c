// A run, what is explored of it, and a run that collapses.
#include "tests/ui/screenshots/album.h"

#include "ui/panels/collapse/collapse_panel.h"
#include "ui/panels/data/thumbnail_grid.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/panels/reconstructions/label_swap_grid.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"
#include "ui/plane/film_card.h"
#include "ui/plane/interpolation_strip.h"
#include "ui/plane/layers_card.h"
#include "ui/plane/map_progress.h"
#include "ui/plane/projection_picker.h"
#include "ui/shell/actions.h"
#include "ui/shell/dock_layout.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/segments.h"

#include <QAbstractButton>
#include <QAction>
#include <QPushButton>
#include <QToolButton>

namespace zscape {
namespace {

TEST_F(Screenshots, Run) {
    openAllDigits();
    bridge->session().adjust("epochs", int64_t{3});
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(until([&] { return bridge->info()->step > 300; }));
    movePointer({0.5, 0.5});
    shoot(QStringLiteral("training"), true);
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(reaches(RunState::Paused));
    ASSERT_TRUE(until([&] { return bridge->codes()->oldestStep == bridge->info()->step; }));
    shoot(QStringLiteral("paused"));
    bridge->session().adjust("beta", 2.0);
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(reaches(RunState::Finished));
    ASSERT_TRUE(until([&] { return bridge->codes()->oldestStep == bridge->info()->step; }));
    shoot(QStringLiteral("finished"));

    // A point under the pointer, one that is selected, a place that is kept.
    const int64_t image = 7;
    const float* code = bridge->codes()->codeOf(image);
    ASSERT_NE(code, nullptr);
    movePointer({code[0], code[1]});
    shoot(QStringLiteral("a point under the pointer"));
    click({code[0], code[1]});
    shoot(QStringLiteral("a point selected"));
    plane()->setFocus();
    press(Qt::Key_Escape);
    press(Qt::Key_Escape);
    click({2.9, -2.9});
    shoot(QStringLiteral("a place kept"));
    press(Qt::Key_Escape);

    // A path.
    ASSERT_NO_FATAL_FAILURE(chooseEnds());
    shoot(QStringLiteral("a path"));
    interpolation()->stripWidget()->setFocus();
    for (int stop = 0; stop < 4; ++stop) press(Qt::Key_Right);
    shoot(QStringLiteral("a place on the path"));
    interpolation()->openFilmCard();
    shoot(QStringLiteral("a film"));
    interpolation()->filmCard()->close();
    interpolation()->setPlaying(true);
    ASSERT_TRUE(until([&] { return interpolation()->currentStop() == 4; }));
    shoot(QStringLiteral("a path that plays"), true);
    interpolation()->setPlaying(false);
    window->windowActions()->planeAlone->trigger();
    shoot(QStringLiteral("the plane alone"));
    window->windowActions()->planeAlone->trigger();

    // Commands: what a word finds, what one that is nowhere does, and what was used last.
    press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("be"));
    shoot(QStringLiteral("commands"));
    press(Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("kl weight"));
    press(Qt::Key_Tab);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("-1"));
    press(Qt::Key_Return);
    shoot(QStringLiteral("commands, a value that cannot be"));
    press(Qt::Key_Escape);
    press(Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("xyz"));
    shoot(QStringLiteral("commands, nothing found"));
    press(Qt::Key_Escape);

    // Where a loss is read.
    LossPanel* loss = window->panels().loss;
    QTest::mouseMove(loss, loss->rect().center());
    shoot(QStringLiteral("a loss under the pointer"));
}

TEST_F(Screenshots, Conditional) {
    openDigits();
    build("cvae");
    trainEpochs(8);
    shoot(QStringLiteral("conditional"));
    QTest::mouseClick(window->panels().reconstructions->labelsButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return window->panels().reconstructions->labelGrid()->shownLabels() > 0; }));
    shoot(QStringLiteral("conditional, each label"));
}

TEST_F(Screenshots, SixteenDimensions) {
    openDigits();
    build("vae-2d", {{"latent_dimensions", int64_t{16}}});
    trainEpochs(10);
    shoot(QStringLiteral("sixteen dimensions"));
}

TEST_F(Screenshots, Map) {
    openAllDigits();
    build("ae", {{"latent_dimensions", int64_t{32}}});
    trainEpochs(1);
    ProjectionPicker* picker = window->panels().planePanel->projection();
    ProjectionCard* card = picker->card();
    QTest::mouseClick(picker, Qt::LeftButton);
    shoot(QStringLiteral("projection"));
    QTest::mouseClick(card->segments()->button(static_cast<int>(PlaneProjection::Umap)), Qt::LeftButton);
    shoot(QStringLiteral("a map to be begun"));
    QTest::mouseClick(card->progress()->mainButton(), Qt::LeftButton);
    const auto isPast = [this](int64_t iteration) {
        return bridge->layout() && bridge->layout()->iteration >= iteration;
    };
    ASSERT_TRUE(until([&] { return isPast(60); }));
    shoot(QStringLiteral("a map that forms"), true);
    press(Qt::Key_Escape);
    card->close();
    ASSERT_TRUE(until([&] { return bridge->layout()->phase == LayoutPhase::Finished; }));
    const QRectF area = plane()->view().plotArea();
    movePointer(plane()->view().toPlane(area.center()));
    shoot(QStringLiteral("a place on a map"));
    click(plane()->points().cloud().positionOf(7));
    shoot(QStringLiteral("a point on a map"));
}

TEST_F(Screenshots, Layers) {
    openAllDigits();
    trainEpochs(3);
    LatentPlanePanel* panel = window->panels().planePanel;
    LayersCard* card = panel->layersCard();
    const auto choose = [&](LayerPreset preset) {
        QTest::mouseClick(panel->layersButton(), Qt::LeftButton);
        QTest::mouseClick(card->presets()->button(static_cast<int>(preset)), Qt::LeftButton);
        ASSERT_TRUE(until([&] { return card->state().layers.preset() == preset; }));
    };
    const auto settled = [&] {
        return until([&] {
            const PlaneGround& ground = plane()->ground();
            const LayerSet& layers = plane()->layers();
            return (!layers.shows(PlaneLayer::Manifold) ||
                    card->state().progress[static_cast<size_t>(PlaneLayer::Manifold)].isEmpty()) &&
                   (!layers.shows(PlaneLayer::Density) || !ground.density().isEmpty()) &&
                   (!layers.shows(PlaneLayer::RoundTrip) || ground.arrows().size() > 100) &&
                   (!layers.shows(PlaneLayer::Metric) || !ground.metric().isEmpty());
        });
    };
    choose(LayerPreset::Pictures);
    card->moreButton()->setChecked(true);
    ASSERT_TRUE(settled());
    shoot(QStringLiteral("layers, pictures"), true);
    card->close();
    choose(LayerPreset::Density);
    ASSERT_TRUE(settled());
    card->close();
    shoot(QStringLiteral("layers, density"));
    choose(LayerPreset::Diagnostics);
    card->close();
    ASSERT_TRUE(settled());
    shoot(QStringLiteral("layers, diagnostics"));
    window->findChild<Actions*>()->layers[static_cast<size_t>(PlaneLayer::Metric)]->trigger();
    window->findChild<Actions*>()->layers[static_cast<size_t>(PlaneLayer::RoundTrip)]->trigger();
    std::vector<int64_t> some;
    for (int64_t image = 0; image < 60'000; image += 250) some.push_back(image);
    window->selection()->chooseMany(ImageBits::of(bridge->images()->count(), some), Combine::Replace);
    plane()->zoom(3);
    ASSERT_TRUE(until([&] { return plane()->ground().ellipses().size() > 10; }));
    shoot(QStringLiteral("layers, ellipses"));
}

TEST_F(Screenshots, Collapse) {
    openDigits();
    build("beta-vae", {{"network", std::string("dense")},
                       {"hidden", std::string("64")},
                       {"latent_dimensions", int64_t{8}},
                       {"beta", 1000.0},
                       {"epochs", int64_t{100000}}});
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(
        until([&] { return bridge->diagnostics() && bridge->diagnostics()->alarm == CollapseState::Collapsed; }));
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(reaches(RunState::Paused));
    shoot(QStringLiteral("collapsed"));
    window->layoutOfDocks()->reveal(PanelPlace::Collapse, true);
    shoot(QStringLiteral("collapsed, the ways out"));
}

}  // namespace
}  // namespace zscape
