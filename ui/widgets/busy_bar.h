#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace zscape {

/// A long work: what is done, "N of M", time left, Cancel, and a 4 px bar beneath.
class BusyBar : public QWidget {
    Q_OBJECT

public:
    explicit BusyBar(QWidget* parent = nullptr);

    /// \param verb present participle, already translated: "Reading images"
    /// \param total 0: not known yet; \param secondsLeft below 0: not known yet
    void setProgress(const QString& verb, qint64 done, qint64 total, double secondsLeft);
    void setCancellable(bool cancellable);
    QString text() const;

Q_SIGNALS:
    void cancelRequested();

private:
    QLabel* verb_ = nullptr;
    QLabel* left_ = nullptr;
    QProgressBar* bar_ = nullptr;
    QPushButton* cancel_ = nullptr;
};

/// "8 s left", "3 min left", "2 h 10 min left"; empty when below 0.
QString timeLeft(double seconds);
/// 12345 -> "12,345" in the person's locale.
QString number(qint64 value);

}  // namespace zscape
