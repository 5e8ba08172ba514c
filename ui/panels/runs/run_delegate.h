#pragma once

#include <QStyledItemDelegate>

namespace zscape {

class RunListModel;
struct RunRow;

/// Draws a run of the list: dot, name and best held-out loss; what differs and a small curve; where it is open how far
/// it came, the last loss and the note.
class RunDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit RunDelegate(RunListModel* model, QObject* parent = nullptr);

    /// Only the current run is open: there is little room.
    void setNarrow(bool narrow) { narrow_ = narrow; }
    void setChosen(int row) { chosen_ = row; }
    int chosen() const { return chosen_; }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;

    /// Of a row that lies at `row`: where a click compares it, and where one opens its menu.
    QRect dotIn(const QRect& row, int index) const;
    QRect menuIn(const QRect& row) const;

private:
    bool isOpen(int row) const;
    int lines(int row) const;

    RunListModel* model_ = nullptr;
    bool narrow_ = false;
    int chosen_ = -1;
};

}  // namespace zscape
