#pragma once

#include <QStyledItemDelegate>

#include <map>

namespace zscape {

class PaletteModel;

/// Draws a row of the palette: heading, or icon, name and hint with what was found in them, and at the right the key,
/// the reason or the run's loss. The field of a setting is a widget that lies on its row.
class PaletteDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit PaletteDelegate(PaletteModel* model, QObject* parent = nullptr);

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// By id: rows that need so many pixels more, for a sentence beneath their field. \return whether that is new
    bool setTaller(std::map<QString, int> by);

    static int rowHeight();
    static int headingHeight();
    /// What of a row its setting's field takes, at the right.
    static QRect fieldIn(const QRect& row, bool wide);

private:
    PaletteModel* model_ = nullptr;
    std::map<QString, int> taller_;
};

}  // namespace zscape
