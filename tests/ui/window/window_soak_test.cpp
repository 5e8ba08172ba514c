// A person who tries everything: random gestures and keys over a real run. ZSCAPE_SOAK=2000 makes more of them,
// ZSCAPE_SOAK_SEED others; both are printed, so that what was found is found again.
#include "tests/ui/window/window_fixture.h"

#include "ui/panels/runs/runs_panel.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/palette/command_palette.h"
#include "ui/palette/palette_list.h"
#include "ui/palette/palette_model.h"
#include "ui/shell/palette_control.h"
#include "ui/shell/run_history.h"
#include "ui/shell/run_toolbar.h"

#include <QAbstractButton>
#include <QAbstractEventDispatcher>
#include <QDialog>
#include <QElapsedTimer>
#include <QFile>
#include <QFileDialog>
#include <QListView>
#include <QMenu>
#include <QMouseEvent>
#include <QPointer>
#include <QPushButton>
#include <QTimer>
#include <QWheelEvent>

#include <algorithm>
#include <functional>
#include <random>
#include <set>
#include <utility>

namespace zscape {
namespace {

/// Milliseconds that this thread waited for a processor so far: others' time, which is taken off.
double waitedForACore() {
    QFile file(QStringLiteral("/proc/thread-self/schedstat"));
    if (!file.open(QIODevice::ReadOnly)) return 0;
    const QList<QByteArray> fields = file.readAll().split(' ');
    return fields.size() > 1 ? fields[1].toDouble() / 1e6 : 0;
}

/// How long the event loop was busy at a time, without what the thread waited for a core.
class LoopWatch : public QObject {
public:
    struct Turn {
        double milliseconds;
        QString during;
    };
    LoopWatch() {
        QAbstractEventDispatcher* dispatcher = QAbstractEventDispatcher::instance();
        connect(dispatcher, &QAbstractEventDispatcher::awake, this, &LoopWatch::begin);
        connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, &LoopWatch::end);
    }
    void begin() {
        if (timer_.isValid()) return;
        waited_ = waitedForACore();
        timer_.start();
    }
    void end() {
        if (!timer_.isValid()) return;
        const double busy = static_cast<double>(timer_.nsecsElapsed()) / 1e6 - (waitedForACore() - waited_);
        timer_.invalidate();
        turns_.push_back({busy, during});
    }
    /// The longest ones first.
    std::vector<Turn> longest(size_t count) const {
        std::vector<Turn> turns = turns_;
        std::sort(turns.begin(), turns.end(),
                  [](const Turn& a, const Turn& b) { return a.milliseconds > b.milliseconds; });
        turns.resize(std::min(turns.size(), count));
        return turns;
    }

    void forget() {
        timer_.invalidate();
        turns_.clear();
    }

    QString during;

private:
    QElapsedTimer timer_;
    double waited_ = 0;
    std::vector<Turn> turns_;
};

class WindowSoak : public WindowFixture {
protected:
    int below(int count) { return std::uniform_int_distribution<int>(0, std::max(0, count - 1))(random_); }
    template <class List>
    auto any(const List& list) {
        return *(std::begin(list) + below(static_cast<int>(std::size(list))));
    }
    QPoint pointIn(const QWidget* widget) { return {below(widget->width()), below(widget->height())}; }

    QWidget* anyWidget() {
        std::vector<QWidget*> seen;
        for (QWidget* widget : window->findChildren<QWidget*>())
            if (widget->isVisible() && widget->window() == window.get() && !widget->visibleRegion().isEmpty() &&
                !commands()->list()->isAncestorOf(widget))
                seen.push_back(widget);
        // The plane is what people are at.
        return seen.empty() || below(3) == 0 ? static_cast<QWidget*>(plane()) : any(seen);
    }

    CommandPalette* commands() const { return window->commands()->palette(); }
    /// Return would do something of the menu File: end the program, open another one, or let the images go.
    bool wouldLeave(Qt::Key key) const {
        if (key != Qt::Key_Return || !commands()->isOpen() || commands()->list()->chosen() < 0) return false;
        return commands()->model()->entry(commands()->list()->chosen()).id.startsWith(QStringLiteral("action:File"));
    }

    void key() {
        static constexpr Qt::Key kKeys[] = {
            Qt::Key_T,      Qt::Key_Space, Qt::Key_Escape, Qt::Key_Escape,      Qt::Key_Tab,      Qt::Key_Tab,
            Qt::Key_Return, Qt::Key_Left,  Qt::Key_Right,  Qt::Key_Up,          Qt::Key_Down,     Qt::Key_Home,
            Qt::Key_End,    Qt::Key_Plus,  Qt::Key_A,      Qt::Key_B,           Qt::Key_D,        Qt::Key_M,
            Qt::Key_L,      Qt::Key_V,     Qt::Key_C,      Qt::Key_F2,          Qt::Key_F6,       Qt::Key_F9,
            Qt::Key_F11,    Qt::Key_Minus, Qt::Key_Delete, Qt::Key_BracketLeft, Qt::Key_PageDown, Qt::Key_BracketRight,
            Qt::Key_X,      Qt::Key_1,     Qt::Key_5,      Qt::Key_Backspace};
        static constexpr Qt::Key kWithControl[] = {Qt::Key_Z, Qt::Key_Y, Qt::Key_A, Qt::Key_B,
                                                   Qt::Key_C, Qt::Key_E, Qt::Key_G, Qt::Key_I};
        QWidget* target = QApplication::focusWidget() ? QApplication::focusWidget() : window.get();
        const bool control = below(5) == 0;
        const Qt::Key key = control ? any(kWithControl) : any(kKeys);
        const Qt::KeyboardModifiers modifiers =
            (control ? Qt::ControlModifier : Qt::NoModifier) | (below(6) == 0 ? Qt::ShiftModifier : Qt::NoModifier);
        watch_.during = QStringLiteral("key %1 in %2").arg(QKeySequence(key | modifiers).toString(), nameOf(target));
        QTest::keyClick(target, wouldLeave(key) ? Qt::Key_Escape : key, modifiers);
    }
    /// What is pressed may delete itself: the rest of a gesture then goes nowhere, as it does for a person.
    void click(Qt::MouseButton button, bool twice) {
        const QPointer<QWidget> target = anyWidget();
        const QPoint at = pointIn(target);
        watch_.during = QStringLiteral("%1 in %2")
                            .arg(twice ? QStringLiteral("double click") : QStringLiteral("click"), nameOf(target));
        QTest::mouseMove(target, at);
        const Qt::KeyboardModifiers modifiers = any(kModifiers);
        QTest::mousePress(target, button, modifiers, at);
        if (target) QTest::mouseRelease(target, button, modifiers, at);
        if (!twice || !target) return;
        QMouseEvent again(QEvent::MouseButtonDblClick, at, target->mapToGlobal(at), button, button, {});
        QApplication::sendEvent(target, &again);
        if (target) QTest::mouseRelease(target, button, {}, at);
    }
    void drag() {
        QPointer<QWidget> target = below(2) ? static_cast<QWidget*>(plane()) : anyWidget();
        // Of a thumbnail a drag of the platform would begin, which waits for a person.
        if (target != plane() && !qobject_cast<QAbstractButton*>(target)) target = plane();
        const Qt::KeyboardModifiers modifiers = any(kModifiers);
        const QPoint from = pointIn(target), to = pointIn(target);
        watch_.during = QStringLiteral("drag in %1").arg(nameOf(target));
        QTest::mousePress(target, Qt::LeftButton, modifiers, from);
        for (int i = 1; i <= 6 && target; ++i) QTest::mouseMove(target, from + (to - from) * i / 6);
        if (below(8) == 0 && target) QTest::keyClick(target, Qt::Key_Escape);
        if (target) QTest::mouseRelease(target, Qt::LeftButton, modifiers, to);
    }
    void wheel() {
        QWidget* target = anyWidget();
        const QPoint at = pointIn(target);
        watch_.during = QStringLiteral("wheel in %1").arg(nameOf(target));
        QWheelEvent event(at, target->mapToGlobal(at), {}, {0, below(2) ? 120 : -120}, Qt::NoButton, {},
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(target, &event);
    }
    void resize() {
        static const QSize kSizes[] = {{800, 560}, {900, 700}, {1040, 760}, {1180, 800}, {1280, 800}, {1600, 900}};
        watch_.during = QStringLiteral("resize");
        window->resize(any(kSizes));
    }
    void theme() {
        watch_.during = QStringLiteral("theme");
        ThemeController::instance().setChoice(below(2) ? ThemeChoice::Dark : ThemeChoice::Light);
    }
    /// What a person would do with what has come up; files are neither chosen nor touched.
    void answerPopups() {
        if (std::exchange(answering_, true)) return;
        answerPopup();
        answering_ = false;
    }
    void answerPopup() {
        for (QDialog* dialog : window->findChildren<QDialog*>())
            if (dialog->isVisible()) dialog->reject();
        if (QWidget* popup = QApplication::activePopupWidget()) {
            auto* menu = qobject_cast<QMenu*>(popup);
            watch_.during = QStringLiteral("popup %1").arg(nameOf(popup));
            std::vector<QAction*> choices;
            if (menu && below(2))
                for (QAction* action : menu->actions())
                    if (action->isEnabled() && action->isVisible() && !action->isSeparator() && !action->menu() &&
                        !leaves(action))
                        choices.push_back(action);
            if (!choices.empty())
                QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(any(choices)).center());
            else QTest::keyClick(popup, Qt::Key_Escape);
            if (QApplication::activePopupWidget() == popup) popup->close();
        }
    }
    /// Ends the program, opens another one, or lets the images go.
    static bool leaves(const QAction* action) {
        static const QStringList kLeaving{QStringLiteral("Quit"), QStringLiteral("Close"), QStringLiteral("Show"),
                                          QStringLiteral("Open"), QStringLiteral("Forget")};
        const QString text = QString(action->text()).remove(QLatin1Char('&'));
        return std::any_of(kLeaving.begin(), kLeaving.end(),
                           [&](const QString& word) { return text.startsWith(word); });
    }
    static QString nameOf(const QWidget* widget) {
        const QString name = widget->accessibleName();
        return QString::fromLatin1(widget->metaObject()->className()) +
               (name.isEmpty() ? QString() : QStringLiteral(" ") + name);
    }

    /// In the list of runs, which random places seldom come to.
    void inRuns() {
        RunsPanel* panel = window->panels().runs;
        window->layoutOfDocks()->reveal(PanelPlace::Runs, true);
        QCoreApplication::processEvents();
        if (!panel->isVisible()) return;
        static constexpr Qt::Key kKeys[] = {Qt::Key_Return, Qt::Key_Delete, Qt::Key_C,
                                            Qt::Key_F2,     Qt::Key_Down,   Qt::Key_Up};
        if (below(4) == 0) {
            watch_.during = QStringLiteral("New run");
            QTest::mouseClick(panel->newRunButton(), Qt::LeftButton);
        } else if (below(2) == 0) {
            watch_.during = QStringLiteral("click in the list of runs");
            QTest::mouseClick(panel->list()->viewport(), Qt::LeftButton, {}, pointIn(panel->list()->viewport()));
        } else {
            panel->list()->setFocus();
            const Qt::Key key = any(kKeys);
            watch_.during = QStringLiteral("key %1 in the list of runs").arg(QKeySequence(key).toString());
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : panel->list(), key);
        }
    }
    /// Every run that has done a step stands in the list, or a gesture has deleted it.
    void noRunIsLost() {
        const auto list = bridge->runs();
        std::set<int64_t> begun;
        bool unnumbered = false;  // the one that is shown, before it is saved
        for (const RunRow& row : list->rows) {
            if (row.step <= 0) continue;
            if (row.id != 0) begun.insert(row.id);
            else unnumbered = true;
        }
        // By the run and not by its number: one that is deleted before it has one gets it for that, and with it comes
        // back and goes again by undo and redo, of which no panel says a word.
        const auto wasDeleted = [this](int64_t id) {
            return std::any_of(deleted_.begin(), deleted_.end(),
                               [id](const KnownRunPtr& run) { return run->number == id; });
        };
        for (const int64_t id : begun_) ASSERT_TRUE(list->find(id) || wasDeleted(id)) << "run " << id << " is gone";
        const bool another = !std::includes(begun_.begin(), begun_.end(), begun.begin(), begun.end());
        ASSERT_TRUE(!unnumbered_ || unnumbered || another || unnumberedDeleted_) << "the run without a number is gone";
        if (!unnumbered) unnumberedDeleted_ = false;
        begun_.insert(begun.begin(), begun.end());
        unnumbered_ = unnumbered;
    }
    /// From wherever the focus is Tab comes to the toolbar, where all of the window begins; in a panel that floats it
    /// comes round.
    void noTabTrap() {
        if (QApplication::activePopupWidget()) return;
        // Among commands Tab goes to the value of a setting: Esc is the way out.
        for (int press = 0; commands()->isOpen() && press < 3; ++press)
            QTest::keyClick(commands()->line(), Qt::Key_Escape);
        QWidget* const from = QApplication::focusWidget();
        if (from && from->window() != window.get() && qobject_cast<Dock*>(from->window())) {
            // The field of a run's name ends by it.
            QTest::keyClick(from, Qt::Key_Tab);
            QWidget* const first = QApplication::focusWidget();
            ASSERT_NE(first, nullptr);
            comesBy(first, [&](const QWidget* at) { return at == first; });
            ++roundsOfFloating_;
        }
        window->activateWindow();
        if (!QTest::qWaitFor([&] { return QApplication::activeWindow() == window.get(); })) return;
        comesBy(QApplication::focusWidget(), [&](const QWidget* at) { return window->toolbar()->isAncestorOf(at); });
        ++roundsOfTab_;
    }
    void comesBy(QWidget* from, const std::function<bool(const QWidget*)>& there) {
        constexpr int kTooLong = 300;
        const QString place = from ? nameOf(from) : QStringLiteral("nowhere");
        for (int press = 0; press < kTooLong; ++press) {
            QWidget* at = QApplication::focusWidget() ? QApplication::focusWidget() : window.get();
            QTest::keyClick(at, Qt::Key_Tab);
            at = QApplication::focusWidget();
            if (at && there(at)) return;
        }
        FAIL() << "Tab does not come out of where it began: " << qPrintable(place) << ", now "
               << qPrintable(QApplication::focusWidget() ? nameOf(QApplication::focusWidget())
                                                         : QStringLiteral("nowhere"));
    }
    static constexpr Qt::KeyboardModifiers kModifiers[] = {Qt::NoModifier, Qt::NoModifier, Qt::NoModifier,
                                                           Qt::ShiftModifier, Qt::ControlModifier};
    std::mt19937_64 random_;
    LoopWatch watch_;
    bool answering_ = false;
    std::set<int64_t> begun_;
    std::vector<KnownRunPtr> deleted_;
    bool unnumbered_ = false, unnumberedDeleted_ = false;
    int roundsOfTab_ = 0, roundsOfFloating_ = 0;
};

TEST_F(WindowSoak, WhateverIsTriedNothingIsLostAndNothingHangs) {
    bool ok = false;
    const int asked = qEnvironmentVariableIntValue("ZSCAPE_SOAK", &ok);
    const int gestures = ok ? asked : 500;
    const int seed = qEnvironmentVariableIntValue("ZSCAPE_SOAK_SEED", &ok);
    random_.seed(static_cast<uint64_t>(ok ? seed : 16));
    std::printf("  %d gestures, ZSCAPE_SOAK_SEED=%d\n", gestures, ok ? seed : 16);
    openDigits();
    const auto images = bridge->images();
    // Of a menu button the press comes back when its menu has closed: it is answered from within.
    QTimer answers;
    QObject::connect(&answers, &QTimer::timeout, [this] { answerPopups(); });
    answers.start(10);
    QObject::connect(window->panels().runs, &RunsPanel::deleteWanted, &answers,
                     [this, history = window->findChild<RunHistory*>()](qint64 run) {
                         deleted_.push_back(history->known(run));
                         unnumberedDeleted_ = unnumberedDeleted_ || deleted_.back()->number == 0;
                     });
    window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    watch_.forget();
    for (int i = 0; i < gestures; ++i) {
        // Without it no key would be heard: the platform of the tests gives it to nobody when a menu has closed.
        if (!QApplication::activeWindow()) window->activateWindow();
        watch_.begin();
        switch (below(21)) {
            case 0: resize(); break;
            case 1: theme(); break;
            case 2:
            case 3: wheel(); break;
            case 4: click(Qt::RightButton, false); break;
            case 5: click(Qt::LeftButton, true); break;
            case 6:
            case 7:
            case 8: drag(); break;
            case 9:
            case 10:
            case 11:
            case 12: click(Qt::LeftButton, false); break;
            case 13: inRuns(); break;
            default: key(); break;
        }
        watch_.end();
        QCoreApplication::processEvents();
        while (QApplication::activePopupWidget()) QTest::qWait(1);
        ASSERT_TRUE(window->isVisible()) << "after gesture " << i << ", " << qPrintable(watch_.during);
        ASSERT_NE(bridge->state(), RunState::Failed) << "after gesture " << i << ", " << qPrintable(watch_.during);
        ASSERT_NO_FATAL_FAILURE(noRunIsLost()) << "after gesture " << i << ", " << qPrintable(watch_.during);
        constexpr int kBetweenRounds = 50;
        if (i % kBetweenRounds == kBetweenRounds - 1) {
            ASSERT_NO_FATAL_FAILURE(noTabTrap()) << "after gesture " << i << ", " << qPrintable(watch_.during);
        }
    }
    EXPECT_GT(roundsOfTab_, 0);
    std::printf("  %d runs were begun, %d deleted; Tab went round %d times, and %d times in a panel that floats\n",
                static_cast<int>(begun_.size()), static_cast<int>(deleted_.size()), roundsOfTab_, roundsOfFloating_);
    EXPECT_EQ(bridge->images(), images);
    for (const LoopWatch::Turn& turn : watch_.longest(5))
        std::printf("  %.1f ms: %s\n", turn.milliseconds, qPrintable(turn.during));
#ifndef __SANITIZE_ADDRESS__
    // 50 ms is what a person does not notice. A machine that does something else has longer turns now and then; what is
    // slow here is slow again and again.
    constexpr size_t kSpared = 4;
    const std::vector<LoopWatch::Turn> longest = watch_.longest(kSpared + 1);
    ASSERT_EQ(longest.size(), kSpared + 1);
    EXPECT_LT(longest[0].milliseconds, 200) << qPrintable(longest[0].during);
    EXPECT_LT(longest[kSpared].milliseconds, 50) << qPrintable(longest[kSpared].during);
#endif
}

}  // namespace
}  // namespace zscape
