#include "ui/widgets/icon_button.h"

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"

#include <QAction>
#include <QPainter>

namespace zscape {

QString nameWithShortcut(const QString& name, const QKeySequence& shortcut) {
    QString plain = name;
    plain.remove(QLatin1Char('&'));
    if (plain.endsWith(QChar(0x2026))) plain.chop(1);
    if (shortcut.isEmpty()) return plain;
    return QStringLiteral("%1 (%2)").arg(plain, shortcut.toString(QKeySequence::NativeText));
}

IconButton::IconButton(const QString& iconName, const QString& name, QWidget* parent, const QKeySequence& shortcut)
    : QToolButton(parent) {
    setIcon(zscape::icon(iconName));
    setName(name, shortcut);
    setUp();
}

IconButton::IconButton(QAction* action, QWidget* parent) : QToolButton(parent) {
    setDefaultAction(action);
    const auto take = [this, action] {
        setName(action->text(), action->shortcut());
        const QString reason = reasonOf(action);
        setAccessibleDescription(reason);
        if (!reason.isEmpty()) setToolTip(toolTip() + QLatin1Char('\n') + reason);
    };
    connect(action, &QAction::changed, this, take);
    take();
    setUp();
}

void IconButton::setUp() {
    setToolButtonStyle(Qt::ToolButtonIconOnly);
    setAutoRaise(true);
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::TabFocus);
    setIconSize(QSize(metrics().icon(), metrics().icon()));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void IconButton::setName(const QString& name, const QKeySequence& shortcut) {
    name_ = nameWithShortcut(name, {});
    shortcut_ = shortcut;
    tell();
}

void IconButton::setMarked(bool marked, const QString& what) {
    if (marked == marked_ && what == what_) return;
    marked_ = marked;
    what_ = what;
    tell();
    update();
}

void IconButton::tell() {
    const QString spoken = nameWithShortcut(name_, shortcut_), reason = reasonOf(this);
    const QString full = marked_ ? spoken + QStringLiteral(": ") + what_ : spoken;
    setToolTip(reason.isEmpty() ? full : full + QLatin1Char('\n') + reason);
    setAccessibleName(full);
}

void IconButton::paintEvent(QPaintEvent* event) {
    QToolButton::paintEvent(event);
    if (!marked_) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().bad);
    const double radius = metrics().px(3);
    const QPointF corner(iconSize().width() / 2.0 - 1, 1 - iconSize().height() / 2.0);
    painter.drawEllipse(QRectF(rect()).center() + corner, radius, radius);
}

QSize IconButton::sizeHint() const { return {metrics().control(), metrics().control()}; }

}  // namespace zscape
