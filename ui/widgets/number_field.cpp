#include "ui/widgets/number_field.h"

#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/when_edited.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>

#include <cmath>

namespace zscape {

QString NumberField::format(double value, bool integer) {
    if (integer) return QString::number(std::llround(value));
    QString text = QLocale::c().toString(value, 'g', 6);
    if (text.contains(QLatin1Char('e')) && std::fabs(value) >= 1e-6 && std::fabs(value) < 1e9) {
        text = QLocale::c().toString(value, 'f', 9);
        while (text.endsWith(QLatin1Char('0'))) text.chop(1);
    }
    text.remove(QLatin1Char(','));
    // "1" reads as a whole number; "1.00" says that there may be decimals.
    if (!text.contains(QLatin1Char('.')) && !text.contains(QLatin1Char('e'))) text += QStringLiteral(".00");
    return text;
}

NumberField::NumberField(QWidget* parent)
    : QWidget(parent),
      line_(new QLineEdit(this)),
      note_(new QLabel(this)),
      error_(new QLabel(this)) {
    const Metrics& m = metrics();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(m.px(2));
    column->addWidget(line_);
    column->addWidget(note_);
    column->addWidget(error_);
    note_->setFont(axisFont());
    note_->setForegroundRole(QPalette::PlaceholderText);
    note_->setAlignment(Qt::AlignRight);
    note_->setWordWrap(true);
    note_->hide();
    error_->setFont(axisFont());
    error_->setWordWrap(true);
    error_->hide();
    line_->setAlignment(Qt::AlignRight);
    line_->installEventFilter(this);
    setFocusProxy(line_);

    // Unit and lock lie inside of the line: the text keeps clear of them by its margins.
    auto* inside = new QHBoxLayout(line_);
    inside->setContentsMargins(m.px(8), 0, m.px(10), 0);
    inside->setSpacing(m.px(4));
    lock_ = new QLabel(line_);
    unit_ = new QLabel(line_);
    for (QLabel* label : {lock_, unit_}) label->setAttribute(Qt::WA_TransparentForMouseEvents);
    inside->addWidget(lock_);
    inside->addStretch(1);
    inside->addWidget(unit_);
    lock_->hide();
    unit_->hide();
    whenEdited(line_, this, [this] { commit(); });
    showText();
}

void NumberField::setRange(double minimum, double maximum, bool integer) {
    minimum_ = minimum;
    maximum_ = maximum;
    integer_ = integer;
    showText();
}

void NumberField::setUnit(const QString& unit) {
    unit_->setText(unit);
    unit_->setVisible(!unit.isEmpty());
    line_->setTextMargins(0, 0, unit.isEmpty() ? 0 : unit_->sizeHint().width() + metrics().px(4), 0);
}

void NumberField::setNote(const QString& note) {
    note_->setText(note);
    showNote();
}

QString NumberField::note() const { return note_->text(); }

void NumberField::showNote() { note_->setVisible(!note_->text().isEmpty() && error_->text().isEmpty()); }

void NumberField::setValue(double value) {
    if (value == value_ && !error_->text().isEmpty()) return;
    value_ = value;
    // What a person is typing is not overwritten.
    if (!line_->isModified() || !line_->hasFocus()) showText();
}

void NumberField::setLocked(bool locked, const QString& reason) {
    line_->setReadOnly(locked);
    line_->setEnabled(!locked);
    lock_->setVisible(locked);
    if (locked)
        lock_->setPixmap(iconPixmap(QStringLiteral("lock"), tokens().text3, metrics().icon(), devicePixelRatioF()));
    unit_->setEnabled(!locked);
    setToolTip(reason);
    line_->setToolTip(reason);
}

void NumberField::setError(const QString& sentence) {
    error_->setText(sentence);
    error_->setVisible(!sentence.isEmpty());
    showNote();
    QPalette palette = error_->palette();
    palette.setColor(QPalette::WindowText, tokens().bad);
    error_->setPalette(palette);
    setFieldError(line_, !sentence.isEmpty());
    line_->setAccessibleDescription(sentence);
}

QString NumberField::error() const { return error_->text(); }

std::optional<double> NumberField::parsed() const {
    QString text = line_->text().trimmed();
    text.remove(QChar(0x202F)).remove(QChar(0x00A0)).remove(QLatin1Char(' '));
    text.replace(QChar(0x2212), QLatin1Char('-'));
    bool ok = false;
    double value = QLocale::c().toDouble(text, &ok);
    if (!ok) value = QLocale().toDouble(text, &ok);
    return ok && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

QString NumberField::whyNot(std::optional<double> parsed) const {
    const QString low = integer_ ? QString::number(std::llround(minimum_)) : QString::number(minimum_);
    const QString high = integer_ ? QString::number(std::llround(maximum_)) : QString::number(maximum_);
    if (!parsed) return tr("A number from %1 to %2").arg(low, high);
    if (integer_ && *parsed != std::floor(*parsed)) return tr("A whole number from %1 to %2").arg(low, high);
    if (*parsed < minimum_ || *parsed > maximum_) return tr("From %1 to %2").arg(low, high);
    return {};
}

double NumberField::typed() const {
    const std::optional<double> entered = parsed();
    return whyNot(entered).isEmpty() ? entered.value() : value_;
}

void NumberField::commit() {
    if (!line_->isModified()) return;
    const std::optional<double> entered = parsed();
    setError(whyNot(entered));
    if (!error_->text().isEmpty()) return;
    line_->setModified(false);
    const bool differs = entered.value() != value_;
    value_ = entered.value();
    showText();
    if (differs) Q_EMIT valueChanged(value_);
}

void NumberField::showText() {
    // The same text again would lose what is selected in it.
    if (const QString text = format(value_, integer_); line_->text() != text) line_->setText(text);
    line_->setModified(false);
    if (!error_->text().isEmpty()) setError({});
}

bool NumberField::eventFilter(QObject* watched, QEvent* event) {
    if (watched == line_ && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        showText();  // Esc undoes what was typed
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace zscape
