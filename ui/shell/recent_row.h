#pragma once

#include "ui/shell/recents.h"

#include <QAbstractButton>

namespace zscape {

/// A line of the recent list: icon, name, and at the right where it lies, what it holds, when.
class RecentRow : public QAbstractButton {
    Q_OBJECT

public:
    explicit RecentRow(const Recent& recent, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Recent recent_;
    QString note_;
};

}  // namespace zscape
