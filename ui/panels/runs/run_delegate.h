#pragma once

#include <QStyledItemDelegate>

namespace zscape {

class RunListModel;
struct RunRow;

/// Draws a run of the list: dot, name and best held-out loss; what differs and a small curve; where it is open how far
/// it came, the last loss and the note. Or the same in columns.
class RunDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit RunDelegate(RunListModel* model, QObject* parent = nullptr);

    /// Only the current run is open: the window is not high.
    void setLow(bool low) { low_ = low; }
    /// In columns (RunColumns), where none is open: all of it is there.
    void setTable(bool table) { table_ = table; }
    bool isTable() const { return table_; }
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

protected:
    bool eventFilter(QObject* editor, QEvent* event) override;

private:
    struct Pen;
    bool isOpen(int row) const;
    int lines(int row) const;
    bool trains(const RunRow& run) const;
    /// Its colour in Loss; `none` where it is not there.
    QColor colourOf(const RunRow& run, const QColor& none) const;
    void paintGround(QPainter* painter, const QRect& card, const RunRow& run, bool chosen, bool over,
                     bool focused) const;
    void paintDot(QPainter* painter, const QRect& place, int row) const;
    void paintLines(QPainter* painter, const QRect& card, int row, bool hidden) const;
    void paintColumns(QPainter* painter, const QRect& card, int row, bool hidden) const;
    void paintMenu(QPainter* painter, const QRect& place) const;
    void paintBar(QPainter* painter, const QRect& card, int left, int right) const;
    void paintNoteIcon(QPainter* painter, QPoint corner) const;

    RunListModel* model_ = nullptr;
    bool low_ = false;
    bool table_ = false;
    int chosen_ = -1;
};

}  // namespace zscape
