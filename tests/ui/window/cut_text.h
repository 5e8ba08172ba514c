#pragma once

#include "ui/shell/search_field.h"
#include "ui/widgets/elided_label.h"

#include <QAbstractButton>
#include <QLabel>
#include <QStringList>
#include <QToolButton>

#include <string>

namespace zscape {

/// Texts of labels and buttons below `root` that are seen, have too little room and end without dots.
inline std::string cutTexts(const QWidget* root) {
    QStringList cut;
    for (const QLabel* label : root->findChildren<QLabel*>()) {
        if (!label->isVisible() || label->text().isEmpty() || qobject_cast<const ElidedLabel*>(label)) continue;
        const bool narrow = !label->wordWrap() && label->sizeHint().width() > label->width();
        const bool low = label->wordWrap() ? label->heightForWidth(label->width()) > label->height()
                                           : label->fontMetrics().height() > label->height();
        if (narrow || low) cut.append(label->text());
    }
    for (const QAbstractButton* button : root->findChildren<QAbstractButton*>()) {
        const auto* tool = qobject_cast<const QToolButton*>(button);
        const bool drawsAll = tool ? tool->toolButtonStyle() != Qt::ToolButtonIconOnly
                                   : !qobject_cast<const SearchField*>(button);  // of that its icon may be left
        // What gives up its room has dots from the style.
        const bool yields = button->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored;
        if (!button->isVisible() || !drawsAll || yields) continue;
        QString text = button->text();
        text.remove(QLatin1Char('&'));
        if (button->fontMetrics().horizontalAdvance(text) > button->width()) cut.append(text);
    }
    return cut.join(QStringLiteral("; ")).toStdString();
}

}  // namespace zscape
