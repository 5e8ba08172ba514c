#pragma once

#include <QWidget>

#include <vector>

class QAbstractButton;
class QButtonGroup;

namespace zscape {

/// A row of choices of which one is taken, in a well 36 high. Arrows go along it, Space or a click takes one.
class Segments : public QWidget {
    Q_OBJECT

public:
    explicit Segments(const QString& name, QWidget* parent = nullptr);

    void add(const QString& text, int id);
    /// Emits nothing. Below 0: none is taken.
    void choose(int id);
    int chosen() const;
    /// Why this one cannot be taken; empty: it can.
    void setReason(int id, const QString& reason);
    QAbstractButton* button(int id) const;

Q_SIGNALS:
    void chosenByHand(int id);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QButtonGroup* group_ = nullptr;
};

}  // namespace zscape
