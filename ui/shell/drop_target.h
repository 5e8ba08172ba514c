#pragma once

#include "ui/shell/drop_rules.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace zscape {

/// The dashed target of the empty window: what to drop, and two buttons that do the same.
/// Under a drag it fills with 12 % accent and says what a drop would do.
class DropTarget : public QWidget {
    Q_OBJECT

public:
    explicit DropTarget(QWidget* parent = nullptr);

    /// While something is dragged over the window. An empty sentence takes it back to rest.
    void showDrag(const QString& sentence);
    QString title() const;
    QPushButton* chooseButton() const { return choose_; }

    QSize sizeHint() const override;

Q_SIGNALS:
    void chooseFolder();
    void openProject();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* title_ = nullptr;
    QLabel* hint_ = nullptr;
    QPushButton* choose_ = nullptr;
    QPushButton* open_ = nullptr;
    bool dragged_ = false;
};

}  // namespace zscape
