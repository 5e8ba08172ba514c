#include "ui/import/import_row.h"

#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/keyboard_focus.h"

#include <QHBoxLayout>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QToolTip>
#include <QVBoxLayout>

namespace zscape {

/// The 40 px of a row: painted, since a row is one thing to click and to read aloud.
class RowHead : public QAbstractButton {
public:
    RowHead(ImportRow* row, QString icon, QString name)
        : QAbstractButton(row),
          row_(row),
          icon_(std::move(icon)),
          name_(std::move(name)) {
        setFixedHeight(metrics().px(40));
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        line_ = new QHBoxLayout(this);
        line_->setContentsMargins(0, 0, ImportRow::overhang(), 0);
        line_->addStretch(1);
    }

    void say(const QString& strong, const QString& soft) {
        strong_ = strong;
        soft_ = soft;
        setAccessibleName(name_ + QStringLiteral(": ") + sentence());
        update();
    }
    QString sentence() const { return soft_.isEmpty() ? strong_ : strong_ + QLatin1Char(' ') + soft_; }

    void setTrailing(QWidget* widget) {
        trailing_ = widget;
        // The row reaches over the end of its lines by what a link has of its own, so that its words end where they do.
        if (buttonLook(widget) == ButtonLook::Link) line_->setContentsMargins(0, line_->contentsMargins().top(), 0, 0);
        line_->addWidget(widget, 0, Qt::AlignVCenter);
    }

    void setContents(QWidget* contents) {
        contents_ = contents;
        contents_->setParent(this);
        placeContents();
    }

    /// Below 8 px, and above as many.
    void placeContents() {
        const int wide = end() - ImportRow::sentenceLeft(), margin = metrics().px(8);
        if (!contents_ || wide <= 0) return;
        contents_->setGeometry(ImportRow::sentenceLeft(), margin, wide, contents_->heightForWidth(wide));
        setFixedHeight(contents_->height() + 2 * margin);
    }

    void tighten() {
        setFixedHeight(metrics().px(34));
        line_->setContentsMargins(0, metrics().px(6), line_->contentsMargins().right(), 0);
    }

    bool warning = false;

protected:
    void paintEvent(QPaintEvent*) override {
        const Tokens& t = tokens();
        const Metrics& m = metrics();
        QPainter painter(this);
        painter.fillRect(QRect(0, 0, end(), 1), t.line);
        const QRect all(0, 0, end(), m.px(40));  // what is tight is cut below, not moved
        const int size = m.icon();
        painter.drawPixmap(0, (all.height() - size) / 2,
                           iconPixmap(icon_, warning ? t.warn : t.text2, size, devicePixelRatioF()));
        painter.setFont(bodyFont());
        painter.setPen(t.text2);
        const QFontMetrics letters(bodyFont());
        const int at = ImportRow::sentenceLeft();
        painter.drawText(QRect(m.px(24), 0, at - m.px(26), all.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         letters.elidedText(name_, Qt::ElideRight, at - m.px(26)));
        const int right = textRight();
        const QString strong = letters.elidedText(strong_, Qt::ElideRight, right - at);
        painter.setPen(t.text);
        painter.drawText(QRect(at, 0, right - at, all.height()), Qt::AlignLeft | Qt::AlignVCenter, strong);
        const int softAt = at + letters.horizontalAdvance(strong + QLatin1Char(' '));
        if (!soft_.isEmpty() && softAt < right) {
            painter.setPen(t.text2);
            painter.drawText(QRect(softAt, 0, right - softAt, all.height()), Qt::AlignLeft | Qt::AlignVCenter,
                             letters.elidedText(soft_, Qt::ElideRight, right - softAt));
        }
        if ((!trailing_ || trailing_->isHidden()) && row_->opens()) {
            const QString name = row_->isOpen() ? QStringLiteral("down") : QStringLiteral("right");
            painter.drawPixmap(end() - m.px(18), (all.height() - size) / 2,
                               iconPixmap(name, underMouse() ? t.text : t.text2, size, devicePixelRatioF()));
        }
        if (keyboardFocus_) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(t.accent, 2));
            painter.drawRoundedRect(QRectF(0, 0, end(), height()).adjusted(1, 5, -1, -1), m.controlRadius(),
                                    m.controlRadius());
        }
    }

    void keyPressEvent(QKeyEvent* event) override {
        switch (event->key()) {
            case Qt::Key_Right:
            case Qt::Key_Left:
                if (row_->opens() && row_->isOpen() != (event->key() == Qt::Key_Right))
                    Q_EMIT row_->openRequested(event->key() == Qt::Key_Right);
                return;
            // Up and Down go through the rows as Tab does.
            case Qt::Key_Up: focusPreviousChild(); return;
            case Qt::Key_Down: focusNextChild(); return;
            default: QAbstractButton::keyPressEvent(event);
        }
    }
    void focusInEvent(QFocusEvent* event) override {
        keyboardFocus_ = isByKeyboard(*event);
        QAbstractButton::focusInEvent(event);
    }
    void focusOutEvent(QFocusEvent* event) override {
        keyboardFocus_ = false;
        QAbstractButton::focusOutEvent(event);
    }
    void resizeEvent(QResizeEvent* event) override {
        QAbstractButton::resizeEvent(event);
        placeContents();
    }
    bool event(QEvent* event) override {
        // What lies in it needs another height.
        if (event->type() == QEvent::LayoutRequest) placeContents();
        if (event->type() == QEvent::ToolTip) {
            const int room = textRight() - ImportRow::sentenceLeft();
            const bool cut = QFontMetrics(bodyFont()).horizontalAdvance(sentence()) > room;
            if (cut) QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), sentence(), this);
            else QToolTip::hideText();
            return true;
        }
        return QAbstractButton::event(event);
    }

private:
    int textRight() const {
        return trailing_ && !trailing_->isHidden() ? trailing_->x() - metrics().px(8) : end() - metrics().px(26);
    }
    /// Where lines and sentences end.
    int end() const { return width() - ImportRow::overhang(); }

    ImportRow* row_;
    QHBoxLayout* line_;
    QString icon_, name_, strong_, soft_;
    QWidget* trailing_ = nullptr;
    QWidget* contents_ = nullptr;
    bool keyboardFocus_ = false;
};

ImportRow::ImportRow(const QString& icon, const QString& name, QWidget* parent)
    : QWidget(parent),
      head_(new RowHead(this, icon, name)),
      column_(new QVBoxLayout(this)) {
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(0);
    column_->addWidget(head_);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    head_->setFocusPolicy(Qt::NoFocus);
    connect(head_, &QAbstractButton::clicked, this, [this] {
        if (opens()) Q_EMIT openRequested(!open_);
    });
}

int ImportRow::sentenceLeft() { return metrics().px(116); }

// What is tight and has nothing below it is still a row.
QSize ImportRow::sizeHint() const { return QWidget::sizeHint().expandedTo({0, metrics().px(40)}); }

QSize ImportRow::minimumSizeHint() const { return QWidget::minimumSizeHint().expandedTo({0, metrics().px(40)}); }

int ImportRow::pageMargin() { return metrics().px(24); }

int ImportRow::overhang() { return metrics().px(4); }

QAbstractButton* ImportRow::head() const { return head_; }

void ImportRow::setSentence(const QString& strong, const QString& soft) { head_->say(strong, soft); }

QString ImportRow::sentence() const { return head_->sentence(); }

void ImportRow::setContents(QWidget* widget) { head_->setContents(widget); }

void ImportRow::setWarning(bool warning) {
    head_->warning = warning;
    head_->update();
}

void ImportRow::addBelow(QWidget* widget, Below below) {
    if (below == Below::Tight) head_->tighten();
    auto* line = new QHBoxLayout;
    line->setContentsMargins(sentenceLeft(), 0, overhang(), 0);
    line->addWidget(widget);
    column_->insertLayout(drawer_ ? column_->count() - 1 : column_->count(), line);
}

void ImportRow::setDrawer(QWidget* drawer) {
    drawer_ = drawer;
    auto* line = new QHBoxLayout;
    line->setContentsMargins(sentenceLeft(), 0, overhang(), 0);
    line->addWidget(drawer);
    column_->addLayout(line);
    drawer->hide();
    setOpenable(openable_);
}

void ImportRow::setTrailing(QWidget* widget) { head_->setTrailing(widget); }

void ImportRow::setOpenable(bool openable) {
    openable_ = openable;
    if (!openable && open_) setOpen(false);
    head_->setFocusPolicy(opens() ? Qt::TabFocus : Qt::NoFocus);
    head_->setCursor(opens() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    head_->update();
}

void ImportRow::setOpen(bool open) {
    open_ = open && drawer_;
    if (drawer_) drawer_->setVisible(open_);
    head_->update();
}

QPushButton* rowLink(const QString& words, QWidget* parent) {
    auto* link = new QPushButton(words, parent);
    setButtonLook(link, ButtonLook::Link);
    link->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    link->setFocusPolicy(Qt::TabFocus);
    return link;
}

}  // namespace zscape
