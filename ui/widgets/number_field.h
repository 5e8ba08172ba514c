#pragma once

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;

namespace zscape {

/// One number in a line without arrows: right-aligned, the unit as a suffix, the range kept.
/// A value that cannot be is ringed in `bad` with a sentence beneath, and is not taken.
class NumberField : public QWidget {
    Q_OBJECT

public:
    explicit NumberField(QWidget* parent = nullptr);

    /// Both ends belong to it. \param integer no decimals
    void setRange(double minimum, double maximum, bool integer);
    /// "images", "epochs"; empty for none.
    void setUnit(const QString& unit);
    /// What a person is typing stays, and so does what was refused while `value` is what it was.
    void setValue(double value);
    double value() const { return value_; }

    /// Small beneath the line, while there is no error: "by image count". Empty takes it away.
    void setNote(const QString& note);
    QString note() const;

    /// Shows a lock; the reason is the tooltip: "Fixed while a run trains".
    void setLocked(bool locked, const QString& reason = {});
    /// A sentence from outside ("needs 3 GB, 2 GB are free"); empty takes it away.
    void setError(const QString& sentence);
    QString error() const;

    QLineEdit* line() const { return line_; }
    /// What stands in the line as far as it could be taken, else value(): for what must not wait until it was entered.
    double typed() const;

    /// "0.0005", "20", "1.00": as many digits as say it, no exponent between 1e-6 and 1e9.
    static QString format(double value, bool integer);

Q_SIGNALS:
    /// A new value within the range was entered (Enter or the focus left).
    void valueChanged(double value);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showNote();
    /// The number in the line, whatever its range; none where it says no finite one.
    std::optional<double> parsed() const;
    /// Why it is not taken; empty: it is.
    QString whyNot(std::optional<double> parsed) const;
    void commit();
    void showText();

    QLineEdit* line_ = nullptr;
    QLabel* unit_ = nullptr;
    QLabel* lock_ = nullptr;
    QLabel* note_ = nullptr;
    QLabel* error_ = nullptr;
    double value_ = 0, minimum_ = 0, maximum_ = 1e9;
    bool integer_ = false;
};

}  // namespace zscape
