#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;

namespace zscape {

/// The progress of a load in a narrow column: verb and Cancel, a 4 px bar, "3,120 of 12,345" and the time left.
class LoadProgress : public QWidget {
    Q_OBJECT

public:
    explicit LoadProgress(QWidget* parent = nullptr);

    /// \param verb translated; \param total 0: not known yet; \param secondsLeft below 0: not known yet
    void setProgress(const QString& verb, qint64 done, qint64 total, double secondsLeft);
    QString text() const;

Q_SIGNALS:
    void cancelRequested();

private:
    QLabel* verb_ = nullptr;
    QLabel* count_ = nullptr;
    QLabel* left_ = nullptr;
    QProgressBar* bar_ = nullptr;
};

}  // namespace zscape
