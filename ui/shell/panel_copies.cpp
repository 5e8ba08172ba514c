#include "ui/shell/panel_copies.h"

#include "ui/bridge/session_bridge.h"
#include "ui/panels/data/data_panel.h"
#include "ui/panels/loss/loss_chart.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/panels/reconstructions/label_swap_grid.h"
#include "ui/panels/reconstructions/reconstruction_grid.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"
#include "ui/panels/selection/selection_panel.h"
#include "ui/plane/decoder_panel.h"
#include "ui/plane/interpolation_panel.h"
#include "ui/plane/latent_plane_panel.h"
#include "ui/selection/selection_model.h"
#include "ui/widgets/image.h"

namespace zscape {

PanelCopies::PanelCopies(SessionBridge* bridge, const PanelSet& panels, SelectionModel* selection, QObject* parent)
    : QObject(parent) {
    panels.data->setCopySource(
        {[bridge, selection] {
             const auto& images = bridge->images();
             return images && selection->current() >= 0 && selection->current() < images->count();
         },
         [bridge, selection] { return toImage(bridge->images()->picture(selection->current())); }});
    panels.reconstructions->setCopySource({[bridge] { return bridge->reconstructions() != nullptr; },
                                           [panel = panels.reconstructions] {
                                               QWidget* shown = panel->labelsSwapped()
                                                                    ? static_cast<QWidget*>(panel->labelGrid())
                                                                    : panel->grid();
                                               return shown->grab().toImage();
                                           }});
    panels.selection->setCopySource(
        {[selection] { return selection->isMany(); }, [panel = panels.selection] { return panel->grab().toImage(); }});
    panels.loss->setCopySource({[bridge] { return bridge->metrics() != nullptr; },
                                [panel = panels.loss] { return panel->chart()->grab().toImage(); }});
    for (const PanelFrame* panel :
         {static_cast<PanelFrame*>(panels.data), static_cast<PanelFrame*>(panels.planePanel),
          static_cast<PanelFrame*>(panels.decoder), static_cast<PanelFrame*>(panels.reconstructions),
          static_cast<PanelFrame*>(panels.selection), static_cast<PanelFrame*>(panels.loss),
          static_cast<PanelFrame*>(panels.interpolation)})
        connect(panel, &PanelFrame::pictureCopied, this, &PanelCopies::copied);
}

}  // namespace zscape
