// Many images are selected: the panel beside the plane, names, and the same in a low and in a narrow window.
#include "tests/ui/screenshots/album.h"

#include "ui/panels/selection/named_list.h"
#include "ui/panels/selection/selection_panel.h"
#include "ui/shell/dock_layout.h"
#include "ui/widgets/picture_view.h"

#include <QLineEdit>

#include <cmath>

namespace zscape {
namespace {

TEST_F(Screenshots, Selections) {
    openAllDigits();
    trainEpochs(1);
    SelectionPanel* panel = window->panels().selection;
    const auto send = [&](QEvent::Type type, QPointF place, Qt::MouseButton button, Qt::MouseButtons held) {
        const QPoint at = plane()->view().toScreen(place).toPoint();
        QMouseEvent event(type, at, plane()->mapToGlobal(at), button, held, Qt::ShiftModifier | Qt::ControlModifier);
        QApplication::sendEvent(plane(), &event);
    };
    const auto shown = [&] {
        return until(
            [&] { return !panel->decodedPicture()->image().isNull() && !panel->spreadPicture()->image().isNull(); });
    };
    // A round lasso, which is let go of only later.
    constexpr int kCorners = 40;
    const auto corner = [](int i) {
        const double angle = 6.2832 * i / kCorners;
        return QPointF(0.8 + 0.9 * std::cos(angle), 0.5 + 0.7 * std::sin(angle));
    };
    send(QEvent::MouseButtonPress, corner(0), Qt::LeftButton, Qt::LeftButton);
    for (int i = 1; i < kCorners; ++i) send(QEvent::MouseMove, corner(i), Qt::NoButton, Qt::LeftButton);
    ASSERT_TRUE(shown());
    shoot(QStringLiteral("a lasso is drawn"));
    send(QEvent::MouseButtonRelease, corner(kCorners), Qt::LeftButton, Qt::NoButton);
    ASSERT_TRUE(shown());
    shoot(QStringLiteral("many are selected"));
    for (const char* name : {"Between 4 and 9", "All others"}) {
        press(Qt::Key_G, Qt::ControlModifier);
        auto* line = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        ASSERT_NE(line, nullptr);
        QTest::keyClicks(line, QString::fromLatin1(name));
        if (panel->named()->model()->rowCount() == 1) shoot(QStringLiteral("a selection gets a name"));
        QTest::keyClick(line, Qt::Key_Return);
        QApplication::processEvents();
        press(Qt::Key_I, Qt::ControlModifier);
    }
    shoot(QStringLiteral("named selections"));
    press(Qt::Key_Escape);
    window->layoutOfDocks()->reveal(PanelPlace::Selection, true);
    shoot(QStringLiteral("nothing is selected, two have names"));
}

}  // namespace
}  // namespace zscape
