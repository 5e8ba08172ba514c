#include "ui/plane/latent_plane_panel.h"

#include "ui/plane/layers_card.h"
#include "ui/plane/map_progress.h"
#include "ui/plane/projection_picker.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/command_name.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"

#include <QAction>
#include <QActionGroup>
#include <QKeySequence>
#include <QMenu>
#include <QVBoxLayout>

namespace zscape {

namespace {
constexpr int kAttributeRole = Qt::UserRole + 1;
constexpr int kLarge = 2;         // of a picture that is saved, beside the window's own size
constexpr int kLongestName = 24;  // letters of a column's name
}  // namespace

LatentPlanePanel::LatentPlanePanel(SelectionModel* selection, QWidget* parent)
    : PanelFrame(tr("Latent plane"), parent),
      plane_(new LatentPlane(selection, this)),
      projection_(new ProjectionPicker(this)),
      colour_(new HeaderCombo(tr("Colour of the points"), this)),
      layers_(new IconButton(QStringLiteral("layers"), tr("Layers"), this)),
      layersCard_(new LayersCard(this)),
      fit_(new IconButton(QStringLiteral("fit"), tr("Fit"), this, QKeySequence(Qt::Key_Home))),
      export_(new IconButton(QStringLiteral("export"), tr("Save the plane as a picture"), this)) {
    setAttributes({});

    header()->addLeading(projection_);
    header()->addLeading(colour_);
    buildTools();
    header()->addTrailing(layers_);
    header()->addTrailing(fit_);
    header()->addTrailing(export_);
    setFlush(true);
    body()->addWidget(plane_);

    connect(colour_, qOverload<int>(&QComboBox::activated), this, [this](int row) {
        chooseColour(row);
        Q_EMIT colourChosen(plane_->colour(), plane_->points().attribute());
    });
    keepFromCommands(layersCard_);  // the menu Plane has all of it
    connect(layers_, &IconButton::clicked, layersCard_, [this] { layersCard_->open(layers_); });
    connect(layersCard_, &LayersCard::layersChosen, this, &LatentPlanePanel::layersChosen);
    connect(fit_, &IconButton::clicked, plane_, &LatentPlane::fit);
    auto* sizes = new QMenu(export_);
    sizes->addAction(tr("Picture with legend…"), this, [this] { Q_EMIT exportRequested(plane_->picture()); });
    sizes->addAction(tr("The same, twice as large…"), this,
                     [this] { Q_EMIT exportRequested(plane_->picture(kLarge)); });
    export_->setMenu(sizes);
    setCopySource({[this] { return !plane_->size().isEmpty(); }, [this] { return plane_->picture(); }}, sizes);
    setMenuOfCurrent([this](QMenu* menu) {
        const std::optional<PlaneTarget> target = plane_->target();
        const auto copy = [this, target] { Q_EMIT plane_->copyCodeRequested(*target); };
        setReason(menu->addAction(tr("Copy the code"), this, copy), target ? QString() : tr("No point is chosen"));
    });
}

void LatentPlanePanel::buildTools() {
    const struct {
        PlaneToolKind kind;
        QString icon, name;
        Qt::Key key;
    } tools[] = {{PlaneToolKind::Pan, QStringLiteral("hand"), tr("Pan"), Qt::Key_V},
                 {PlaneToolKind::Box, QStringLiteral("box"), tr("Select a box"), Qt::Key_M},
                 {PlaneToolKind::Lasso, QStringLiteral("lasso"), tr("Select with a lasso"), Qt::Key_L}};
    tools_ = new QActionGroup(this);
    allTools_ = new IconButton(QStringLiteral("hand"), tr("Tools"), this);
    auto* menu = new QMenu(allTools_);
    for (const auto& tool : tools) {
        // The plane hears the keys itself, while it has the focus.
        const QString key = QKeySequence(tool.key).toString(QKeySequence::NativeText);
        auto* action = new QAction(icon(tool.icon), tool.name + QLatin1Char('\t') + key, tools_);
        action->setCheckable(true);
        action->setData(static_cast<int>(tool.kind));
        menu->addAction(action);
        auto* button = new IconButton(tool.icon, tool.name, this, QKeySequence(tool.key));
        button->setCheckable(true);
        connect(button, &IconButton::clicked, action, &QAction::trigger);
        connect(action, &QAction::toggled, button, &IconButton::setChecked);
        toolButtons_.push_back(button);
        header()->addTrailing(button);
    }
    allTools_->setMenu(menu);
    header()->addTrailing(allTools_);
    connect(tools_, &QActionGroup::triggered, this, [this](QAction* action) {
        plane_->setTool(static_cast<PlaneToolKind>(action->data().toInt()));
        showTool();
    });
    connect(plane_, &LatentPlane::toolChosen, this, &LatentPlanePanel::showTool);
    showTool();
    foldTools();
}

void LatentPlanePanel::showTool() {
    const QList<QAction*> actions = tools_->actions();
    for (qsizetype i = 0; i < actions.size(); ++i) {
        const bool is = actions[i]->data().toInt() == static_cast<int>(plane_->tool());
        actions[i]->setChecked(is);
        // A click on the one that is down already has put it up.
        toolButtons_[static_cast<size_t>(i)]->setChecked(is);
        if (is) allTools_->setIcon(actions[i]->icon());
    }
}

void LatentPlanePanel::foldTools() {
    const bool apart = width() >= metrics().px(kToolsApartFrom);
    for (IconButton* button : toolButtons_) button->setVisible(apart);
    allTools_->setVisible(!apart);
}

void LatentPlanePanel::resizeEvent(QResizeEvent* event) {
    PanelFrame::resizeEvent(event);
    foldTools();
}

void LatentPlanePanel::setAttributes(const std::vector<Attribute>& attributes) {
    const QString before = colour_->currentText();
    const auto add = [this](const QString& text, const QString& command, PlaneColour colour, int attribute) {
        colour_->addItem(text, static_cast<int>(colour));
        colour_->setItemData(colour_->count() - 1, attribute, kAttributeRole);
        colour_->setItemData(colour_->count() - 1, command, kCommandRole);
    };
    colour_->clear();
    add(tr("Colour: label"), tr("Colour by label"), PlaneColour::Label, -1);
    add(tr("Colour: none"), tr("Colour by nothing"), PlaneColour::None, -1);
    add(tr("Colour: held-out"), tr("Colour by held-out"), PlaneColour::HeldOut, -1);
    for (size_t i = 0; i < attributes.size(); ++i)
        if (attributes[i].kind != Attribute::Kind::Text) {
            const QString name = QString::fromStdString(attributes[i].name);
            add(tr("Colour: %1").arg(name.size() > kLongestName ? name.left(kLongestName - 1) + QChar(0x2026) : name),
                tr("Colour by %1").arg(name), PlaneColour::Attribute, static_cast<int>(i));
        }
    const int row = std::max(0, colour_->findText(before));
    colour_->setCurrentIndex(row);
    chooseColour(row);
}

void LatentPlanePanel::chooseColour(int row) {
    plane_->setColour(static_cast<PlaneColour>(colour_->itemData(row).toInt()),
                      colour_->itemData(row, kAttributeRole).toInt());
}

void LatentPlanePanel::showProjection(const ProjectionState& state) {
    projection_->showState(state);
    const bool goesOn =
        state.map && (state.map->phase == LayoutPhase::Running || state.map->phase == LayoutPhase::Preparing);
    header()->setProgress(goesOn && isMap(state.projection) ? mapShare(*state.map) : -1);
}

void LatentPlanePanel::showLayers(const LayersState& state) { layersCard_->showState(state); }

}  // namespace zscape
