#pragma once

#include "engine/core/progress.h"

#include <QWidget>

class QLabel;
class QProgressBar;

namespace zscape {

/// The progress of a load in a narrow column: verb and Cancel, a 4 px bar, "3,120 of 12,345" and the time left.
class LoadProgress : public QWidget {
    Q_OBJECT

public:
    explicit LoadProgress(QWidget* parent = nullptr);

    void setProgress(const Progress& progress);
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
