#include "ui/panels/model/recipe_picker.h"

#include "ui/text/sentence.h"
#include "ui/theme/tokens.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QStyledItemDelegate>

namespace zscape {

namespace {

constexpr int kName = Qt::UserRole;
constexpr int kSentence = Qt::UserRole + 1;
constexpr int kPopupWidth = 320;

class RecipeDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
        // Of the popup at its narrowest: when this is asked, the view does not yet have its width, and later it has a
        // scroll bar.
        const QRect room(0, 0, metrics().px(kPopupWidth) - 3 * metrics().px(10), 1000);
        const int sentence =
            QFontMetrics(noteFont()).boundingRect(room, Qt::TextWordWrap, index.data(kSentence).toString()).height();
        return {metrics().px(kPopupWidth), QFontMetrics(titleFont()).height() + sentence + metrics().px(14)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Tokens& t = tokens();
        painter->save();
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(t.hovered(t.raised));
            painter->drawRoundedRect(option.rect.adjusted(2, 1, -2, -1), metrics().controlRadius(),
                                     metrics().controlRadius());
        }
        QRect text = option.rect.adjusted(metrics().px(10), metrics().px(6), -metrics().px(10), -metrics().px(6));
        painter->setFont(titleFont());
        painter->setPen(t.text);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignTop, index.data().toString());
        text.setTop(text.top() + QFontMetrics(titleFont()).height() + metrics().px(2));
        painter->setFont(noteFont());
        painter->setPen(t.text2);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, index.data(kSentence).toString());
        painter->restore();
    }
};

}  // namespace

RecipePicker::RecipePicker(QWidget* parent) : HeaderCombo(tr("Recipe"), parent, true) {
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setItemDelegate(new RecipeDelegate(this));
    setMaxVisibleItems(20);
    setChosenInList(true);
    view()->setMinimumWidth(metrics().px(kPopupWidth));
    connect(this, &QComboBox::activated, this, [this] { Q_EMIT recipeChosen(currentData(kName).toString()); });
}

void RecipePicker::setRecipes(const std::vector<Recipe>& recipes) {
    const std::string before = chosen();
    clear();
    for (const Recipe& recipe : recipes) {
        addItem(wordsOf(recipe.title), QString::fromStdString(recipe.name));
        setItemData(count() - 1, wordsOf(recipe.sentence), kSentence);
    }
    if (!before.empty()) choose(before);
}

void RecipePicker::choose(const std::string& name) { setCurrentIndex(findData(QString::fromStdString(name), kName)); }

std::string RecipePicker::chosen() const { return currentData(kName).toString().toStdString(); }

}  // namespace zscape
