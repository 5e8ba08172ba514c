// What keys do wherever the focus is.
#include "tests/ui/window/window_fixture.h"

#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/run_toolbar.h"
#include "ui/shell/side_rail.h"

#include <QStatusBar>
#include <QTabBar>

namespace zscape {
namespace {

class WindowKeys : public WindowFixture {
protected:
    /// In which part of the window the focus is, by look.md's order; -1: nowhere.
    int place() const {
        const auto holds = [](const QWidget* area) {
            const QWidget* focused = QApplication::focusWidget();
            return area && focused && (area == focused || area->isAncestorOf(focused));
        };
        const DockLayout* docks = window->layoutOfDocks();
        const QWidget* const areas[] = {window->toolbar(),
                                        docks->rail(),
                                        docks->dock(PanelPlace::Data),
                                        docks->dock(PanelPlace::Model),
                                        window->panels().planePanel,
                                        docks->dock(PanelPlace::Decoder),
                                        docks->dock(PanelPlace::Reconstructions),
                                        docks->dock(PanelPlace::Loss),
                                        docks->dock(PanelPlace::Interpolation)};
        for (size_t i = 0; i < std::size(areas); ++i)
            if (holds(areas[i])) return static_cast<int>(i);
        for (const QWidget* at = QApplication::focusWidget(); at; at = at->parentWidget())
            if (qobject_cast<const QTabBar*>(at)) return 9;  // or the menu's button beside the tabs
        return holds(window->statusBar()) ? 100 : -1;
    }
    /// The widgets that `key` goes through from the toolbar until it is there again, and the places that it comes to.
    std::pair<std::vector<QWidget*>, std::vector<int>> wayRound(Qt::Key key) {
        window->toolbar()->trainButton()->setFocus();
        std::vector<QWidget*> widgets{QApplication::focusWidget()};
        std::vector<int> places{place()};
        constexpr int kTooLong = 300;
        while (std::ssize(widgets) < kTooLong) {
            QTest::keyClick(QApplication::focusWidget(), key,
                            key == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
            if (QApplication::focusWidget() == widgets.front()) return {widgets, places};
            widgets.push_back(QApplication::focusWidget());
            if (place() != places.back()) places.push_back(place());
        }
        ADD_FAILURE() << "Tab does not come back to where it began";
        return {widgets, places};
    }
};

TEST_F(WindowKeys, TabGoesThroughTheWholeWindowInTheOrderOfItsPanels) {
    openDigits();
    window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    for (const QSize size : {QSize(1280, 800), QSize(800, 560)}) {
        window->resize(size);
        ASSERT_TRUE(until([&] { return window->size() == size; }));
        const auto [forwards, places] = wayRound(Qt::Key_Tab);
        const bool whole = size.width() == 1280;
        // From the train button on: the toolbar's end, the parts in their order, the toolbar's beginning.
        EXPECT_EQ(places,
                  whole ? std::vector<int>({0, 2, 9, 3, 4, 5, 6, 7, 8, 0}) : std::vector<int>({0, 1, 4, 9, 8, 0}))
            << "9 is a bar of tabs: of Model and Runs; narrow, where there are the rail and the decoder in the plane, "
               "of the shelf";
        const auto [backwards, other] = wayRound(Qt::Key_Backtab);
        EXPECT_EQ(std::vector<QWidget*>(backwards.rbegin(), backwards.rend() - 1),
                  std::vector<QWidget*>(forwards.begin() + 1, forwards.end()))
            << "the other way round is the same way";
        for (const QWidget* widget : forwards) {
            ASSERT_NE(widget, nullptr);
            EXPECT_FALSE(widget->visibleRegion().isEmpty())
                << widget->metaObject()->className() << " " << qPrintable(widget->accessibleName());
        }
    }
}

}  // namespace
}  // namespace zscape
