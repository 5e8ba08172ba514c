#include "ui/panels/collapse/collapse_panel.h"
#include "ui/panels/collapse/information_chart.h"
#include "ui/panels/collapse/remedy_list.h"
#include "ui/panels/collapse/unit_bars.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/message_strip.h"

#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace zscape {
namespace {

/// Ten dimensions: the first `active` of them speak.
std::shared_ptr<DiagnosticsSnapshot> looked(int active, double information, CollapseState alarm = CollapseState::None) {
    auto seen = std::make_shared<DiagnosticsSnapshot>();
    seen->step = 2000;
    seen->images = 2000;
    seen->heldOut = true;
    seen->hasVariance = true;
    for (int i = 0; i < 10; ++i) {
        seen->kl.push_back(i < active ? 2.0 : 0.001);
        seen->activity.push_back(i < active ? 0.9 : 0.0002);
    }
    for (int64_t step = 100; step <= 2000; step += 100) {
        CollapseReading reading;
        reading.step = step;
        reading.information = information;
        reading.activeUnits = active;
        seen->history.push_back(reading);
    }
    seen->alarm = alarm;
    if (alarm != CollapseState::None) seen->alarmSince = 500;
    return seen;
}

RunInfo run(const std::string& recipe = "beta-vae",
            SettingValues overrides = {{"network", std::string("dense")}, {"beta", 30.0}}) {
    RunInfo info;
    DataShape shape;
    shape.images = 1000;
    info.config.recipe = recipe;
    info.config.overrides = overrides;
    info.spec = makeSpec(findRecipe(recipe), overrides, shape);
    info.parameters = 1000;
    info.step = 4930;
    return info;
}

struct Panel : ::testing::Test {
    void SetUp() override {
        panel.resize(380, 300);
        panel.show();
        QCoreApplication::processEvents();
    }
    static QImage picture(QWidget& widget) {
        QImage image(widget.size(), QImage::Format_RGB32);
        image.fill(tokens().panel);
        widget.render(&image, {}, {}, QWidget::DrawChildren);
        return image;
    }
    static bool near(const QColor& a, const QColor& b) {
        return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue()) < 30;
    }
    static bool has(const QImage& image, const QRectF& where, const QColor& colour) {
        const QRect rect = where.toAlignedRect() & image.rect();
        for (int y = rect.top(); y <= rect.bottom(); ++y)
            for (int x = rect.left(); x <= rect.right(); ++x)
                if (near(image.pixelColor(x, y), colour)) return true;
        return false;
    }
    CollapsePanel panel;
};

TEST_F(Panel, SaysWhatWillAppearBeforeThereIsAnything) {
    panel.setRun(RunState::Empty, RunInfo());
    EXPECT_TRUE(panel.emptyText().startsWith(QStringLiteral("Add images and train")));
    panel.setRun(RunState::Ready, run());
    EXPECT_TRUE(panel.emptyText().contains(QStringLiteral("each dimension")));
    EXPECT_FALSE(panel.bars()->isVisible());
    panel.setSnapshot(looked(8, 5));
    EXPECT_TRUE(panel.emptyText().isEmpty());
    EXPECT_TRUE(panel.bars()->isVisible());
    EXPECT_EQ(panel.summaryText(), QStringLiteral("8 of 10 active · information 5.00 nats · step 2,000"));
}

TEST_F(Panel, BarsAreAsTallAsTheirValues) {
    panel.setRun(RunState::Running, run());
    panel.setSnapshot(looked(4, 5));
    QCoreApplication::processEvents();
    UnitBars& bars = *panel.bars();
    const QRectF kl = bars.lane(UnitBars::Lane::Kl), activity = bars.lane(UnitBars::Lane::Activity);
    ASSERT_GT(kl.height(), 20);
    ASSERT_GT(activity.height(), 10);
    EXPECT_LT(kl.bottom(), activity.top());
    EXPECT_GT(bars.bar(UnitBars::Lane::Kl, 0).height(), 0.8 * kl.height());
    EXPECT_LT(bars.bar(UnitBars::Lane::Kl, 9).height(), 2);
    EXPECT_GT(bars.bar(UnitBars::Lane::Activity, 0).height(), 0.8 * activity.height());
    EXPECT_LT(bars.bar(UnitBars::Lane::Activity, 9).height(), 0.2 * activity.height());
    const QImage image = picture(bars);
    EXPECT_TRUE(near(image.pixelColor(bars.bar(UnitBars::Lane::Kl, 0).center().toPoint()), tokens().lossKl));
    EXPECT_FALSE(
        has(image, QRectF(bars.bar(UnitBars::Lane::Kl, 9).left(), kl.top(), 4, kl.height() - 3), tokens().lossKl));
    EXPECT_EQ(bars.dimensionAt(bars.bar(UnitBars::Lane::Kl, 7).center()), 7);
    EXPECT_EQ(bars.dimensionAt({0, 10}), -1);
    EXPECT_TRUE(bars.describe(0).contains(QStringLiteral("KL 2.00 nats"))) << qPrintable(bars.describe(0));
    EXPECT_TRUE(bars.describe(9).endsWith(QStringLiteral("not active")));
    EXPECT_TRUE(bars.accessibleDescription().contains(bars.describe(9)));
}

TEST_F(Panel, TheBarUnderThePointerLightsUp) {
    panel.setSnapshot(looked(4, 5));
    QCoreApplication::processEvents();
    const QPoint at = panel.bars()->bar(UnitBars::Lane::Kl, 2).center().toPoint();
    const QColor before = picture(*panel.bars()).pixelColor(at);
    QTest::mouseMove(panel.bars(), at);
    EXPECT_FALSE(near(picture(*panel.bars()).pixelColor(at), before));
}

TEST_F(Panel, TheInformationRunsBeneathItsCeiling) {
    panel.setSnapshot(looked(8, 5));
    QCoreApplication::processEvents();
    InformationChart& chart = *panel.information();
    const double ceiling = chart.at(0, std::log(2000.0)).y(), line = chart.at(0, 5).y();
    EXPECT_GT(line, ceiling + 5);
    EXPECT_GT(ceiling, chart.plot().top());
    const QImage image = picture(chart);
    EXPECT_TRUE(has(image, QRectF(chart.at(1000, 5) - QPointF(3, 2), QSizeF(6, 4)), tokens().lossTotal));
    EXPECT_FALSE(has(image, QRectF(chart.at(1000, 2) - QPointF(3, 2), QSizeF(6, 4)), tokens().lossTotal));
    EXPECT_EQ(chart.accessibleDescription(), QStringLiteral("Step 2,000: 5.00 of at most 7.60 nats, 8 of 10 active"));
}

TEST_F(Panel, QuietUntilTheAlarmAndQuietAgainOnceClosed) {
    panel.setRun(RunState::Running, run());
    panel.setSnapshot(looked(8, 5));
    EXPECT_FALSE(panel.strip()->isVisible());
    panel.setSnapshot(looked(0, 0.01, CollapseState::Collapsed));
    ASSERT_TRUE(panel.strip()->isVisible());
    EXPECT_EQ(panel.strip()->tone(), Tone::Bad);
    EXPECT_EQ(panel.strip()->sentence(), QStringLiteral("The codes say nothing since step 500."));
    EXPECT_EQ(panel.strip()->actionButton()->text(), QStringLiteral("Try free bits 0.5 per dimension"));
    const QImage chart = picture(*panel.information());
    const QPointF since = panel.information()->at(500, 4);
    EXPECT_TRUE(has(chart, QRectF(since - QPointF(2, 4), QSizeF(4, 8)), tokens().bad));
    panel.strip()->clear();  // its cross
    panel.setSnapshot(looked(0, 0.02, CollapseState::Collapsed));
    EXPECT_FALSE(panel.strip()->isVisible());
    panel.setSnapshot(looked(3, 2, CollapseState::UnitsDying));
    ASSERT_TRUE(panel.strip()->isVisible()) << "something else to say";
    EXPECT_EQ(panel.strip()->tone(), Tone::Warn);
    panel.setSnapshot(looked(8, 5));
    EXPECT_FALSE(panel.strip()->isVisible());
}

TEST_F(Panel, EveryRemedySaysWhatItDoesAndIsOneClick) {
    panel.setRun(RunState::Running, run());
    panel.setSnapshot(looked(0, 0, CollapseState::Collapsed));
    RemedyList& list = *panel.remedies();
    ASSERT_EQ(list.remedies().size(), 9U);
    QSignalSpy chosen(&panel, &CollapsePanel::remedyChosen);
    for (size_t i = 0; i < list.remedies().size(); ++i) {
        const Remedy& remedy = list.remedies()[i];
        EXPECT_TRUE(list.button(i)->isEnabled());
        EXPECT_TRUE(list.button(i)->text().contains(remedy.carriesWeights ? QStringLiteral("from step 4,930")
                                                                          : QStringLiteral("from scratch")))
            << qPrintable(list.button(i)->text());
        EXPECT_TRUE(list.sentence(i).contains(remedy.carriesWeights ? QStringLiteral("go on with their weights")
                                                                    : QStringLiteral("random weights")));
        EXPECT_GT(list.sentence(i).size(), 60);
        QTest::mouseClick(list.button(i), Qt::LeftButton);
        ASSERT_EQ(chosen.size(), static_cast<qsizetype>(i + 1));
        EXPECT_EQ(chosen.last().first().value<RunConfig>().recipe, remedy.config.recipe);
    }
    EXPECT_EQ(list.button(1)->text(),
              QStringLiteral("Try again from step 4,930 with β 30 → 1, free bits 0.5 per dimension"));
    EXPECT_EQ(list.button(0)->text(), QStringLiteral("Try again from step 4,930 with β 30 → 1"));
    // The strip's action is the same as the button.
    QTest::mouseClick(panel.strip()->actionButton(), Qt::LeftButton);
    EXPECT_EQ(chosen.last().first().value<RunConfig>().recipe, "free-bits");
}

TEST_F(Panel, RemediesAreOffWhereTheStateForbidsThemAndSayWhy) {
    panel.setRun(RunState::Stopping, run());
    EXPECT_FALSE(panel.remedies()->button(0)->isEnabled());
    EXPECT_EQ(panel.remedies()->button(0)->toolTip(), QStringLiteral("The step in hand ends"));
    RunInfo begun = run();
    begun.step = 0;
    panel.setRun(RunState::Ready, begun);
    EXPECT_FALSE(panel.remedies()->button(0)->isEnabled());
    panel.setRun(RunState::Paused, run());
    EXPECT_TRUE(panel.remedies()->button(0)->isEnabled());
}

TEST_F(Panel, PointsAndHeldSpreadsAreSaidPlainly) {
    auto points = looked(4, 0);
    points->hasVariance = false;
    points->kl.clear();
    panel.setRun(RunState::Running, run("ae", {{"network", std::string("dense")}}));
    panel.setSnapshot(points);
    EXPECT_TRUE(panel.noteText().contains(QStringLiteral("points")));
    EXPECT_FALSE(panel.information()->isVisible());
    EXPECT_TRUE(panel.bars()->lane(UnitBars::Lane::Kl).isEmpty());
    EXPECT_TRUE(panel.remedies()->remedies().empty());
    EXPECT_EQ(panel.summaryText(), QStringLiteral("4 of 10 active · step 2,000"));

    auto held = looked(10, 5);
    held->activityIsHeld = true;
    panel.setRun(RunState::Running, run("bn-vae", {}));
    panel.setSnapshot(held);
    EXPECT_TRUE(panel.noteText().contains(QStringLiteral("activity says nothing")));
    EXPECT_EQ(panel.summaryText(), QStringLiteral("information 5.00 nats · step 2,000"));
}

TEST_F(Panel, ABranchSaysWhereItBegan) {
    RunInfo info = run("free-bits", {});
    info.config.origin = BranchOrigin{"beta-vae", 4930, true, 0};
    panel.setRun(RunState::Running, info);
    panel.setSnapshot(looked(4, 3));
    EXPECT_EQ(panel.noteText(), QStringLiteral("This run took up the weights of beta-vae at its step 4,930."));
}

TEST_F(Panel, WideItStandsSideBySideAndNarrowItScrolls) {
    panel.setRun(RunState::Running, run());
    panel.setSnapshot(looked(4, 3));
    panel.resize(900, 340);
    QCoreApplication::processEvents();
    const auto left = [&](QWidget* widget) { return widget->mapTo(&panel, QPoint(0, 0)).x(); };
    EXPECT_GT(left(panel.remedies()), left(panel.information()) + panel.information()->width() - 1);
    panel.resize(380, 196);
    QCoreApplication::processEvents();
    EXPECT_GT(panel.remedies()->mapTo(&panel, QPoint(0, 0)).y(),
              panel.bars()->mapTo(&panel, QPoint(0, 0)).y() + panel.bars()->height() - 1);
    auto* scroll = panel.findChild<QScrollArea*>();
    EXPECT_GT(scroll->verticalScrollBar()->maximum(), 0);
    EXPECT_EQ(scroll->horizontalScrollBar()->maximum(), 0) << "nothing is cut off across";
}

}  // namespace
}  // namespace zscape
