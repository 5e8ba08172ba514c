#pragma once

#include "ui/selection/selection_model.h"

#include <QAbstractListModel>
#include <QListView>
#include <QStyledItemDelegate>

namespace zscape {

/// The named selections as a list.
class NamedListModel : public QAbstractListModel {
    Q_OBJECT

public:
    /// \param selection outlives it
    explicit NamedListModel(SelectionModel* selection, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    const NamedSelection& at(int row) const { return selection_->named()[static_cast<size_t>(row)]; }

private:
    void follow();

    SelectionModel* selection_;
    int rows_ = 0;
};

/// A row of 26: name, how it was chosen, number of images; plus and minus under the pointer and in the current row.
class NamedDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    NamedDelegate(NamedListModel* model, QObject* parent);

    static QRect plusIn(const QRect& row);
    static QRect minusIn(const QRect& row);

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;
    bool eventFilter(QObject* editor, QEvent* event) override;

private:
    NamedListModel* model_;
};

/// Named selections: a click or Return selects one, plus and minus combine it with what is selected, F2 renames, Del
/// deletes. As high as its rows, up to kMostRows, then it scrolls.
class NamedList : public QListView {
    Q_OBJECT

public:
    static constexpr int kMostRows = 6;

    /// \param selection outlives it
    explicit NamedList(SelectionModel* selection, QWidget* parent = nullptr);

    /// Its name is about to be typed.
    void rename(int row);
    /// What can be done with a row.
    void fillMenu(QMenu* menu, int row);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    static bool isOwnKey(const QKeyEvent& event);

    SelectionModel* selection_;
    NamedListModel* model_;
    int pressed_ = -1;  ///< row under the last press
};

}  // namespace zscape
