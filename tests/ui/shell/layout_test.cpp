#include "ui/shell/dock.h"
#include "ui/bridge/kept_settings.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/side_rail.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/panel_frame.h"

#include <QMainWindow>
#include <QMenuBar>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTabBar>
#include <QTest>

#include <QToolBar>
#include <gtest/gtest.h>

#include <algorithm>

namespace zscape {
namespace {

// A panel of a natural height, as the Model panel is one.
class Panel : public PanelFrame {
public:
    Panel(const QString& title, int height) : PanelFrame(title), height_(height) {}
    QSize sizeHint() const override { return {200, height_}; }

private:
    int height_;
};

struct Window : QMainWindow {
    std::array<PanelFrame*, kPanels> panels{new Panel(QStringLiteral("Data"), 300),
                                            new Panel(QStringLiteral("Model"), 285),
                                            new Panel(QStringLiteral("Decoder"), 300),
                                            new Panel(QStringLiteral("Reconstructions"), 200),
                                            new Panel(QStringLiteral("Loss"), 200),
                                            new Panel(QStringLiteral("Interpolation"), 200),
                                            new Panel(QStringLiteral("Posterior collapse"), 200),
                                            new Panel(QStringLiteral("Runs"), 200),
                                            new Panel(QStringLiteral("Selection"), 200)};
    QWidget* plane = new QWidget;
    QWidget* inset = nullptr;
    DockLayout* docks;

    explicit Window(QSize size) {
        setContentsMargins(6, 0, 6, 0);
        menuBar()->addMenu(QStringLiteral("File"));
        menuBar()->setFixedHeight(28);
        auto* toolbar = addToolBar(QStringLiteral("tools"));
        toolbar->setFixedHeight(40);
        toolbar->setMovable(false);
        statusBar()->setFixedHeight(28);
        statusBar()->setSizeGripEnabled(false);
        setCentralWidget(plane);
        docks = new DockLayout(this, panels, [this](QWidget* widget) {
            inset = widget;
            if (widget) widget->setParent(plane);
        });
        resize(size);
        show();
        docks->setEmpty(false);
        settle();
    }
    void settle() {
        QCoreApplication::processEvents();
        docks->follow();
        QCoreApplication::processEvents();
    }
    QSize sizeOf(PanelPlace place) const { return docks->dock(place)->size(); }
};

void expectNear(QSize actual, QSize wanted, const char* what) {
    EXPECT_NEAR(actual.width(), wanted.width(), 2) << what;
    EXPECT_NEAR(actual.height(), wanted.height(), 2) << what;
}

TEST(Layout, RulesOfSizes) {
    const LayoutSizes small = sizesFor({1280, 800});
    EXPECT_EQ(small.left, 256);
    EXPECT_EQ(small.right, 286);
    EXPECT_EQ(small.shelf, 196);
    EXPECT_EQ(small.decoder, 362);
    EXPECT_NEAR(small.loss, 380, 2);
    const LayoutSizes large = sizesFor({2560, 1440});
    EXPECT_EQ(large.left, 340);
    EXPECT_EQ(large.right, 480);
    EXPECT_EQ(large.shelf, 340);
    EXPECT_EQ(large.decoder, 570);
    EXPECT_NEAR(large.loss, 834, 4);
}

TEST(Layout, WhatGivesWayInOrder) {
    EXPECT_EQ(shapeFor({1280, 800}), (LayoutShape{false, false, false, false}));
    EXPECT_EQ(shapeFor({1280, 759}), (LayoutShape{true, false, false, false}));
    EXPECT_EQ(shapeFor({1179, 800}), (LayoutShape{false, true, false, false}));
    EXPECT_EQ(shapeFor({1039, 800}), (LayoutShape{false, true, true, false}));
    EXPECT_EQ(shapeFor({899, 560}), (LayoutShape{true, true, true, true}));
}

/// Model and Runs share their place, and Selection and Reconstructions: a bar of tabs above them.
constexpr int kTabs = 34;

TEST(Layout, At1280By800EveryPanelHasTheDrawnSize) {
    const Window window({1280, 800});
    expectNear(window.sizeOf(PanelPlace::Data), {256, 377}, "Data");
    expectNear(window.sizeOf(PanelPlace::Model), {256, 321 - kTabs}, "Model");
    expectNear(window.sizeOf(PanelPlace::Decoder), {286, 362}, "Decoder");
    expectNear(window.sizeOf(PanelPlace::Reconstructions), {286, 134 - kTabs}, "Reconstructions");
    expectNear(window.sizeOf(PanelPlace::Loss), {380, 196}, "Loss");
    expectNear(window.sizeOf(PanelPlace::Interpolation), {620, 196}, "Interpolation");
    expectNear(window.plane->size(), {714, 502}, "plane");
}

TEST(Layout, At2560By1440EveryPanelHasTheDrawnSize) {
    const Window window({2560, 1440});
    expectNear(window.sizeOf(PanelPlace::Decoder), {480, 570}, "Decoder");
    expectNear(window.sizeOf(PanelPlace::Reconstructions), {480, 422 - kTabs}, "Reconstructions");
    expectNear(window.plane->size(), {1716, 998}, "plane");
    EXPECT_NEAR(window.sizeOf(PanelPlace::Loss).width(), 834, 4);
    EXPECT_EQ(window.sizeOf(PanelPlace::Data).width(), 340);
}

TEST(Layout, EachGroupOfTabsHasOneBarAndNoOtherIsLeftOver) {
    Window window({1280, 740});
    for (const QSize size : {QSize(1280, 800), QSize(1600, 1000), QSize(1150, 740), QSize(1600, 1000)}) {
        window.resize(size);
        window.settle();
        const auto leftOver = [&] {
            const auto bars = window.findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly);
            return std::any_of(bars.begin(), bars.end(),
                               [](const QTabBar* bar) { return bar->isVisible() && bar->count() < 2; });
        };
        EXPECT_TRUE(QTest::qWaitFor([&] { return !leftOver(); })) << size.width();
    }
}

TEST(Layout, WhileManyAreSelectedTheDecoderIsLowAndSelectionInFront) {
    Window window({1600, 1000});
    QSignalSpy beside(window.docks, &DockLayout::besideChanged);
    const int square = window.sizeOf(PanelPlace::Decoder).height();
    EXPECT_TRUE(window.docks->isInFront(PanelPlace::Reconstructions));
    window.docks->setSelecting(true);
    window.settle();
    EXPECT_NEAR(window.sizeOf(PanelPlace::Decoder).height(), 236, 2);
    EXPECT_TRUE(window.docks->isInFront(PanelPlace::Selection));
    window.docks->setSelecting(false);
    window.settle();
    EXPECT_NEAR(window.sizeOf(PanelPlace::Decoder).height(), square, 2);
    EXPECT_TRUE(window.docks->isInFront(PanelPlace::Reconstructions));
    ASSERT_EQ(beside.size(), 2);
    EXPECT_TRUE(beside[0][0].toBool());
    EXPECT_FALSE(beside[1][0].toBool());
    // Who reads Selection already goes on reading it.
    window.docks->reveal(PanelPlace::Selection, true);
    window.docks->setSelecting(true);
    window.docks->setSelecting(false);
    EXPECT_TRUE(window.docks->isInFront(PanelPlace::Selection));
}

TEST(Layout, InALowWindowASelectionTakesTheDecoderAwayFromNobody) {
    Window window({1280, 740});
    ASSERT_TRUE(window.docks->isInFront(PanelPlace::Decoder));
    window.docks->setSelecting(true);
    window.settle();
    EXPECT_TRUE(window.docks->isInFront(PanelPlace::Decoder));
}

TEST(Layout, FollowsTheWindowAndGoesBack) {
    Window window({1280, 800});
    window.resize(1150, 740);
    window.settle();
    EXPECT_EQ(window.tabifiedDockWidgets(window.docks->dock(PanelPlace::Decoder)).size(), 2);
    EXPECT_EQ(window.tabifiedDockWidgets(window.docks->dock(PanelPlace::Interpolation)).size(), 1);
    EXPECT_FALSE(window.docks->rail()->isActive());
    window.resize(860, 600);
    window.settle();
    EXPECT_TRUE(window.docks->rail()->isVisible());
    EXPECT_EQ(window.docks->rail()->width(), 40);
    EXPECT_EQ(window.inset, window.panels[2]);
    EXPECT_GT(window.plane->width(), 740);
    window.resize(1280, 800);
    window.settle();
    EXPECT_EQ(window.inset, nullptr);
    expectNear(window.plane->size(), {714, 502}, "plane");
    expectNear(window.sizeOf(PanelPlace::Data), {256, 377}, "Data");
}

TEST(Layout, ARailIconOpensItsPanelOverThePlaneAndEscClosesIt) {
    Window window({1000, 800});
    auto* rail = window.docks->rail();
    ASSERT_TRUE(rail->isActive());
    rail->open(1);
    EXPECT_EQ(rail->openPanel(), window.panels[1]);
    EXPECT_TRUE(window.panels[1]->isVisible());
    EXPECT_EQ(window.panels[1]->width(), 256);
    EXPECT_TRUE(rail->closeOpen());
    EXPECT_FALSE(window.panels[1]->isVisible());
    EXPECT_FALSE(rail->closeOpen());
    window.docks->reveal(PanelPlace::Runs, true);
    EXPECT_EQ(rail->openPanel(), window.panels[7]);
    EXPECT_TRUE(window.panels[7]->isVisible());
    window.docks->reveal(PanelPlace::Model, false);
    EXPECT_EQ(rail->openPanel(), window.panels[7]) << "nobody asked for it in front";
    // Others come and go beneath it.
    window.docks->reveal(PanelPlace::Collapse, false);
    window.settle();
    window.docks->reveal(PanelPlace::Loss, true);
    window.settle();
    const PanelFrame* runs = window.panels[7];
    for (const double share : {0.1, 0.5, 0.7, 0.95}) {
        const QWidget* seen = window.childAt(runs->mapTo(&window, QPoint(20, qRound(share * runs->height()))));
        EXPECT_TRUE(seen == runs || runs->isAncestorOf(seen)) << share;
    }
    EXPECT_GT(runs->height(), 600);
    window.docks->reveal(PanelPlace::Model, true);
    EXPECT_TRUE(window.panels[1]->isVisible());
    EXPECT_FALSE(window.panels[7]->isVisible());
}

TEST(Layout, ThePanelThatIsHiddenAtFirstComesAsATabBehindLoss) {
    Window window({1280, 800});
    EXPECT_FALSE(window.docks->dock(PanelPlace::Collapse)->isVisible());
    window.docks->reveal(PanelPlace::Collapse, false);
    window.settle();
    EXPECT_EQ(window.tabifiedDockWidgets(window.docks->dock(PanelPlace::Loss)).size(), 1);
    EXPECT_TRUE(window.docks->isInFront(PanelPlace::Loss));
    EXPECT_FALSE(window.docks->isInFront(PanelPlace::Collapse));
    expectNear(window.plane->size(), {714, 502}, "plane");
    window.docks->reveal(PanelPlace::Collapse, true);
    window.settle();
    EXPECT_TRUE(window.docks->isInFront(PanelPlace::Collapse));
    // Who reads it goes on reading it when the window changes its shape.
    window.resize(1150, 800);
    window.settle();
    EXPECT_TRUE(window.docks->isInFront(PanelPlace::Collapse));
    EXPECT_EQ(window.tabifiedDockWidgets(window.docks->dock(PanelPlace::Interpolation)).size(), 2);
    window.docks->reset();
    window.settle();
    EXPECT_FALSE(window.docks->dock(PanelPlace::Collapse)->isVisible());
}

TEST(Layout, AMarkedTabHasADot) {
    Window window({1280, 800});
    window.docks->reveal(PanelPlace::Collapse, false);
    window.docks->setMarked(PanelPlace::Collapse, true);
    window.settle();
    const auto labels = [&] {
        QStringList texts;
        for (QTabBar* bar : window.findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly))
            for (int i = 0; bar->isVisible() && i < bar->count(); ++i) texts.append(bar->tabText(i));
        return texts;
    };
    EXPECT_TRUE(labels().contains(QStringLiteral("● Posterior collapse")))
        << qPrintable(labels().join(QLatin1Char('|')));
    const QImage seen = window.grab().toImage();
    int warm = 0;
    for (int y = 0; y < seen.height(); ++y)
        for (int x = 0; x < seen.width(); ++x) warm += seen.pixelColor(x, y) == tokens().warn;
    EXPECT_GT(warm, 8);
    window.docks->setMarked(PanelPlace::Collapse, false);
    EXPECT_TRUE(labels().contains(QStringLiteral("Posterior collapse")));
}

TEST(Layout, ThePlaneAloneAndBackExactlyAsItWas) {
    Window window({1280, 800});
    window.docks->setPlaneAlone(true);
    window.settle();
    for (int i = 0; i < kPanels; ++i) EXPECT_FALSE(window.docks->dock(static_cast<PanelPlace>(i))->isVisible());
    EXPECT_GT(window.plane->width(), 1260);
    EXPECT_TRUE(window.docks->dock(PanelPlace::Decoder)->isLent()) << "a small decoder lies in the plane";
    window.docks->setPlaneAlone(false);
    window.settle();
    EXPECT_FALSE(window.docks->dock(PanelPlace::Decoder)->isLent());
    expectNear(window.plane->size(), {714, 502}, "plane");
    expectNear(window.sizeOf(PanelPlace::Model), {256, 321 - kTabs}, "Model");
}

TEST(Layout, APageTakesThePlaceOfTheIslandsThatItNames) {
    Window window({1280, 800});
    const QSize data = window.sizeOf(PanelPlace::Data), decoder = window.sizeOf(PanelPlace::Decoder);
    // All right of the left column: Data and Model stay, and have their width.
    window.docks->setReplaced({PanelPlace::Decoder, PanelPlace::Selection, PanelPlace::Reconstructions,
                               PanelPlace::Loss, PanelPlace::Interpolation, PanelPlace::Collapse});
    window.settle();
    EXPECT_TRUE(window.docks->dock(PanelPlace::Data)->isVisible());
    EXPECT_TRUE(window.docks->dock(PanelPlace::Model)->isVisible());
    EXPECT_EQ(window.sizeOf(PanelPlace::Data).width(), data.width());
    for (const PanelPlace place :
         {PanelPlace::Decoder, PanelPlace::Reconstructions, PanelPlace::Loss, PanelPlace::Interpolation})
        EXPECT_FALSE(window.docks->dock(place)->isVisible());
    EXPECT_NEAR(window.plane->width(), 1280 - 2 * 6 - data.width() - 6, 2);
    // What asks to be seen meanwhile waits.
    window.docks->reveal(PanelPlace::Collapse, true);
    EXPECT_FALSE(window.docks->dock(PanelPlace::Collapse)->isVisible());
    window.docks->setReplaced({});
    window.settle();
    EXPECT_EQ(window.sizeOf(PanelPlace::Data), data);
    EXPECT_EQ(window.sizeOf(PanelPlace::Decoder), decoder);
    EXPECT_TRUE(window.docks->dock(PanelPlace::Collapse)->isVisible());
}

TEST(Layout, WhatAPersonMadeOfItIsKeptAndReset) {
    KeptSettings().clear();
    {
        Window window({1280, 800});
        window.resizeDocks({window.docks->dock(PanelPlace::Data)}, {330}, Qt::Horizontal);
        window.docks->setAutomatic(false);
        window.settle();
        EXPECT_NEAR(window.sizeOf(PanelPlace::Data).width(), 330, 2);
        window.docks->store();
    }
    Window window({1280, 800});
    window.docks->setEmpty(true);
    window.docks->restore();
    window.docks->setEmpty(false);
    window.settle();
    EXPECT_FALSE(window.docks->isAutomatic());
    EXPECT_NEAR(window.sizeOf(PanelPlace::Data).width(), 330, 2);
    window.docks->reset();
    window.settle();
    EXPECT_NEAR(window.sizeOf(PanelPlace::Data).width(), 256, 2);
    KeptSettings().clear();
}

}  // namespace
}  // namespace zscape
