#pragma once

#include "engine/session/loss_terms.h"

#include <QFrame>

#include <vector>

class QScrollArea;

namespace zscape {

/// The card of a term over the window: what it is, its formula, why it is there, where it comes from, and how it counts
/// where there is more than one way. Esc, Return or a click beside it closes it.
class TermCardView : public QFrame {
    Q_OBJECT

public:
    explicit TermCardView(QWidget* parent);

    /// Beside `anchor`, within its window where that is large enough.
    void open(const std::vector<TermCard>& cards, const QWidget* anchor);
    /// What stands in it, a line for each text.
    QString text() const { return text_; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void place(const QWidget* anchor);

    QScrollArea* scroll_ = nullptr;
    QString text_;
};

}  // namespace zscape
